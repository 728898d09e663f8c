//! "Kinds of hit": what each is counted as, and which of them are actions.

use matomo_sim::{Kinds, Reason};

use crate::support::{Matomo, NOW, cid};

/// Sends a page view and then the hit in question, both of one visitor; what the second one added.
async fn added_by(params: &str) -> (u16, Kinds, u64) {
    let matomo = Matomo::start().await;
    matomo.hit(&format!("url=https://a.example/&cid={}", cid(1))).await;
    let reply = matomo.hit(&format!("url=https://a.example/&cid={}&{params}", cid(1))).await;
    let totals = matomo.totals();
    let mut kinds = totals.kinds;
    kinds.page_views -= 1;
    assert_eq!(totals.visits, 1);
    assert_eq!(totals.actions, totals.kinds.actions());
    (reply.status, kinds, totals.actions - 1)
}

#[tokio::test]
async fn every_kind_is_told_by_its_parameters() {
    let none = Kinds::default();
    let page_view = Kinds { page_views: 1, ..none };
    let event = Kinds { events: 1, ..none };
    let search = Kinds { searches: 1, ..none };
    let order = Kinds { orders: 1, ..none };
    for (params, kinds, actions) in [
        ("action_name=Home", page_view, 1),
        ("e_c=Video&e_a=play", event, 1),
        ("e_c=Video&e_a=play&e_n=Intro&e_v=3.5", event, 1),
        ("e_c=Video", page_view, 1),
        ("e_a=play", page_view, 1),
        ("e_c=Video&e_a=", page_view, 1),
        ("search=shoes&search_cat=men&search_count=3", search, 1),
        ("search=", page_view, 1),
        ("download=https://a.example/a.pdf", Kinds { downloads: 1, ..none }, 1),
        ("link=https://b.example/", Kinds { outlinks: 1, ..none }, 1),
        ("c_n=Banner&c_p=ad.jpg", Kinds { contents: 1, ..none }, 0),
        ("idgoal=0&ec_id=A1&revenue=10.5&ec_st=9&ec_tx=1&ec_sh=0.5&ec_dt=0&ec_items=[]", order, 0),
        ("idgoal=0&revenue=10.5&ec_items=[]", Kinds { carts: 1, ..none }, 0),
        ("ping=1", Kinds { pings: 1, ..none }, 0),
    ] {
        assert_eq!(added_by(params).await, (204, kinds, actions), "{params}");
    }
}

#[tokio::test]
async fn an_order_brings_revenue_and_a_cart_does_not() {
    let matomo = Matomo::start().await;
    matomo.hit("idgoal=0&ec_id=A1&revenue=10.50").await;
    matomo.hit("idgoal=0&ec_id=A2&revenue=4.25").await;
    matomo.hit("idgoal=0&revenue=99").await;
    let stats = matomo.sim.stats();
    assert_eq!(stats.totals.revenue, 14.75);
    assert_eq!(stats.by_visitor[0].revenue, 14.75);
    assert_eq!(stats.totals.order_ids, ["A1", "A2"]);
}

#[tokio::test]
async fn an_order_id_works_once_on_each_site_for_ever() {
    let matomo = Matomo::start().await;
    let order = "idgoal=0&ec_id=A1&revenue=10";
    assert_eq!(matomo.hit(order).await.status, 204);
    matomo.sim.set_clock(Some(NOW + 90 * 86_400));
    assert_eq!(matomo.hit(&format!("{order}&cid={}", cid(9))).await.status, 400);
    let other_site = format!("/matomo.php?idsite=2&rec=1&send_image=0&{order}");
    assert_eq!(matomo.get(&other_site).await.status, 204);
    matomo.assert_hits(2, &[(Reason::RepeatedOrder, 1)]);
    assert_eq!(matomo.totals().revenue, 20.0);
}

#[tokio::test]
async fn an_unknown_goal_is_refused() {
    let matomo = Matomo::start().await;
    assert_eq!(matomo.hit("idgoal=7").await.status, 400);
    matomo.assert_hits(0, &[(Reason::UnknownGoal, 1)]);
}

#[tokio::test]
async fn a_ping_of_a_new_visitor_creates_nothing() {
    let matomo = Matomo::start().await;
    assert_eq!(matomo.hit(&format!("ping=1&cid={}", cid(1))).await.status, 204);
    matomo.assert_hits(0, &[(Reason::PingOfNewVisitor, 1)]);
    assert_eq!((matomo.totals().visits, matomo.totals().visitors), (0, 0));
}

#[tokio::test]
async fn a_ping_keeps_a_visit_open() {
    let matomo = Matomo::start().await;
    for (minutes, kind) in [(0, ""), (20, "&ping=1"), (40, "")] {
        matomo.sim.set_clock(Some(NOW + minutes * 60));
        matomo.hit(&format!("cid={}{kind}", cid(1))).await;
    }
    assert_eq!((matomo.totals().visits, matomo.totals().actions), (1, 2));
}

#[tokio::test]
async fn the_same_hit_twice_counts_twice() {
    let matomo = Matomo::start().await;
    for _ in 0..2 {
        matomo.hit(&format!("url=https://a.example/&cid={}&rand=7", cid(1))).await;
    }
    assert_eq!(matomo.totals().kinds.page_views, 2);
}
