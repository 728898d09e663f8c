//! What the data sets are called and how their lines look.

use domain::DataSetKind;

/// Name of a set.
pub(crate) fn title(kind: DataSetKind) -> &'static str {
    match kind {
        DataSetKind::Urls => "Pages",
        DataSetKind::SearchTerms => "Search terms",
        DataSetKind::Referrers => "Referrers",
        DataSetKind::UserAgents => "Browsers",
        DataSetKind::Products => "Products",
        DataSetKind::Outlinks => "Outlinks",
        DataSetKind::Downloads => "Downloads",
        DataSetKind::Events => "Events",
    }
}

/// What visits do with it.
pub(crate) fn purpose(kind: DataSetKind) -> &'static str {
    match kind {
        DataSetKind::Urls => "The pages of the site; visits walk through them.",
        DataSetKind::SearchTerms => "What visitors search for, on the site and in search engines.",
        DataSetKind::Referrers => "Search engines, social networks and sites that visits come from.",
        DataSetKind::UserAgents => "User agents and screen sizes of the visitors.",
        DataSetKind::Products => "What is looked at, put into carts and ordered.",
        DataSetKind::Outlinks => "Other sites that visitors follow links to.",
        DataSetKind::Downloads => "Files that visitors download.",
        DataSetKind::Events => "Click events and behavioural events.",
    }
}

/// How an entry is written.
pub(crate) fn form(kind: DataSetKind) -> &'static str {
    match kind {
        DataSetKind::Urls => "https://www.example.org/shop/tents | Tents",
        DataSetKind::SearchTerms => "winter tent | Shop",
        DataSetKind::Referrers => "search | https://search.example/?q={keyword}",
        DataSetKind::UserAgents => "Mozilla/5.0 (X11; Linux x86_64) … | 1920x1080",
        DataSetKind::Products => "TENT-2 | Two-person tent | Camping | 199.90",
        DataSetKind::Outlinks => "https://partner.example.net/offer",
        DataSetKind::Downloads => "https://www.example.org/files/catalogue.pdf",
        DataSetKind::Events => {
            r#"{"click_events": [{"category": "Menu", "action": "Open", "name": "Shop", "value": 1}], "random_events": []}"#
        }
    }
}

/// What the columns are.
pub(crate) fn columns(kind: DataSetKind) -> &'static str {
    match kind {
        DataSetKind::Urls => "address, title (optional)",
        DataSetKind::SearchTerms => "keyword, category (optional)",
        DataSetKind::Referrers => "search, social or referral, then the address; {keyword} stands for a search term",
        DataSetKind::UserAgents => "user agent, screen size (optional)",
        DataSetKind::Products => "SKU, name, category, price",
        DataSetKind::Outlinks | DataSetKind::Downloads => "address",
        DataSetKind::Events => "JSON with click_events and random_events",
    }
}

/// Name of the file a set is downloaded as.
pub(crate) fn file_name(kind: DataSetKind) -> String {
    let extension = if kind == DataSetKind::Events { "json" } else { "txt" };
    format!("trackstorm-{}.{extension}", kind.as_str())
}
