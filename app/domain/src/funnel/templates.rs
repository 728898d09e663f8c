//! Funnels that come ready made, on the host of the built-in site.

use super::{Funnel, FunnelStep, StepKind};

fn page(title: &str, path: &str, delay: (f64, f64)) -> FunnelStep {
    FunnelStep {
        kind: StepKind::Pageview,
        title: title.to_owned(),
        url: format!("https://www.example.org{path}"),
        delay_seconds_min: delay.0,
        delay_seconds_max: delay.1,
        ..FunnelStep::default()
    }
}

fn event(title: &str, parts: [&str; 3], delay: (f64, f64)) -> FunnelStep {
    let [category, action, name] = parts.map(str::to_owned);
    FunnelStep {
        kind: StepKind::Event,
        title: title.to_owned(),
        event_category: category,
        event_action: action,
        event_name: name,
        delay_seconds_min: delay.0,
        delay_seconds_max: delay.1,
        ..FunnelStep::default()
    }
}

fn purchase() -> Funnel {
    Funnel {
        name: "Ecommerce Purchase".to_owned(),
        description: "From the home page over category, product and cart to a placed order.".to_owned(),
        probability: 0.35,
        priority: 0,
        exit_after_completion: true,
        steps: vec![
            page("Home", "/", (2.0, 6.0)),
            page("Category", "/shop/tents", (3.0, 9.0)),
            page("Product", "/shop/tents/tunnel-tents/heron-tunnel-tent", (5.0, 20.0)),
            event("Add to cart", ["Shop", "Add to cart", "Heron tunnel tent"], (1.0, 3.0)),
            page("Checkout", "/shop/checkout", (8.0, 25.0)),
            FunnelStep {
                kind: StepKind::Ecommerce,
                title: "Order".to_owned(),
                ecommerce_revenue: Some(249.0),
                ecommerce_tax: Some(22.0),
                ecommerce_shipping: Some(7.0),
                ecommerce_items: Some(2),
                ..FunnelStep::default()
            },
        ],
        ..Funnel::default()
    }
}

fn lead() -> Funnel {
    Funnel {
        name: "Lead Generation".to_owned(),
        description: "A visitor reads about a service, fetches the brochure and asks for contact.".to_owned(),
        probability: 0.25,
        priority: 1,
        exit_after_completion: true,
        steps: vec![
            page("Landing page", "/service", (4.0, 12.0)),
            FunnelStep {
                kind: StepKind::Download,
                title: "Brochure".to_owned(),
                target_url: "https://www.example.org/files/service-brochure.pdf".to_owned(),
                delay_seconds_min: 5.0,
                delay_seconds_max: 20.0,
                ..FunnelStep::default()
            },
            page("Contact form", "/service/contact", (10.0, 30.0)),
            event("Form sent", ["Form", "Submit", "Contact"], (0.0, 0.0)),
        ],
        ..Funnel::default()
    }
}

fn discovery() -> Funnel {
    Funnel {
        name: "Content Discovery".to_owned(),
        description: "A visitor searches, reads and follows a link, then goes on browsing.".to_owned(),
        probability: 0.40,
        priority: 2,
        exit_after_completion: false,
        steps: vec![
            page("Magazine", "/magazine", (2.0, 6.0)),
            FunnelStep {
                kind: StepKind::SiteSearch,
                title: "Search".to_owned(),
                search_keyword: "winter camping".to_owned(),
                search_category: "Magazine".to_owned(),
                search_results: Some(12),
                delay_seconds_min: 2.0,
                delay_seconds_max: 5.0,
                ..FunnelStep::default()
            },
            page("Article", "/magazine/trail-notes", (15.0, 45.0)),
            FunnelStep {
                kind: StepKind::Outlink,
                title: "Weather service".to_owned(),
                target_url: "https://weather.example.net/mountains".to_owned(),
                delay_seconds_min: 1.0,
                delay_seconds_max: 4.0,
                ..FunnelStep::default()
            },
        ],
        ..Funnel::default()
    }
}

impl Funnel {
    /// Purchase, lead and content: one of each kind of step among them.
    pub fn templates() -> [Self; 3] {
        [purchase(), lead(), discovery()]
    }
}
