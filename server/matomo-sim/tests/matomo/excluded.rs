//! "Excluded silently": 204 and not recorded.

use matomo_sim::Reason;

use crate::support::{BROWSER, Matomo, SUPER};

#[tokio::test]
async fn robots_are_dropped_and_everything_else_is_recorded() {
    for (user_agent, recorded) in [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", false),
        ("TrackstormBot", false),
        ("facebookexternalhit/1.1", false),
        ("UptimeRobot/2.0", false),
        ("ApacheBench/2.3", false),
        ("k6/0.49.0 (https://k6.io/)", false),
        (BROWSER, true),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0", true),
        ("", true),
        ("curl/8.5.0", true),
        ("reqwest/0.13", true),
        ("hyper/1.0", true),
    ] {
        let headers = [("user-agent", user_agent)];
        for (bots, recorded) in [("", recorded), ("&bots=1", true)] {
            let matomo = Matomo::start().await;
            let reply = matomo.hit_with(&format!("url=https://a.example/{bots}"), &headers).await;
            assert_eq!(reply.status, 204, "{user_agent}");
            if recorded {
                matomo.assert_hits(1, &[]);
            } else {
                matomo.assert_hits(0, &[(Reason::ExcludedUserAgent, 1)]);
            }
        }
    }
}

#[tokio::test]
async fn a_missing_user_agent_is_recorded() {
    let matomo = Matomo::start().await;
    matomo.hit_with("url=https://a.example/", &[]).await;
    matomo.assert_hits(1, &[]);
}

#[tokio::test]
async fn search_engines_addresses_are_dropped() {
    for (cip, recorded) in [
        ("66.249.66.1", false),
        ("74.125.0.1", false),
        ("65.55.255.255", false),
        ("173.194.3.4", false),
        ("98.137.207.9", false),
        ("::ffff:66.249.66.1", false),
        ("66.250.0.1", true),
        ("66.248.255.255", true),
        ("198.51.100.7", true),
        ("10.0.0.1", true),
        ("2001:db8::1", true),
    ] {
        for (bots, recorded) in [("", recorded), ("&bots=1", true)] {
            let matomo = Matomo::start().await;
            assert_eq!(matomo.hit(&format!("cip={cip}&token_auth={SUPER}{bots}")).await.status, 204, "{cip}");
            if recorded {
                matomo.assert_hits(1, &[]);
            } else {
                matomo.assert_hits(0, &[(Reason::ExcludedIp, 1)]);
            }
        }
    }
}

#[tokio::test]
async fn prefetches_are_dropped() {
    for (name, value, recorded) in [
        ("x-purpose", "preview", false),
        ("x-purpose", "instant", false),
        ("x-moz", "prefetch", false),
        ("x-purpose", "other", true),
    ] {
        let matomo = Matomo::start().await;
        let reply = matomo.hit_with("url=https://a.example/", &[("user-agent", BROWSER), (name, value)]).await;
        assert_eq!(reply.status, 204);
        if recorded {
            matomo.assert_hits(1, &[]);
        } else {
            matomo.assert_hits(0, &[(Reason::Prefetch, 1)]);
        }
    }
}

#[tokio::test]
async fn referrer_spam_is_dropped() {
    for (urlref, recorded) in [
        ("https://semalt.com/", false),
        ("http://www.semalt.com/x?y=z", false),
        ("https://notsemalt.com/", true),
        ("https://a.example/?from=semalt.com", true),
    ] {
        let matomo = Matomo::start().await;
        assert_eq!(matomo.hit(&format!("urlref={urlref}")).await.status, 204);
        if recorded {
            matomo.assert_hits(1, &[]);
        } else {
            matomo.assert_hits(0, &[(Reason::ReferrerSpam, 1)]);
        }
    }
}
