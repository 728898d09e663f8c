//! The campaigns that bring visits. Made up for the built-in shop; Matomo takes any name.

/// A campaign, named by parameters of the landing page's address.
#[derive(Debug)]
pub(crate) struct Campaign {
    /// Form-encoded, to follow the `?` or `&` of an address.
    parameters: &'static str,
}

const fn campaign(parameters: &'static str) -> Campaign {
    Campaign { parameters }
}

/// All campaigns, equally likely. The names stand in an address that is a form's value, so `=` and `&` are
/// `%3D` and `%26`; the texts need no encoding themselves.
pub(crate) const CAMPAIGNS: [Campaign; 8] = [
    campaign("mtm_campaign%3Dnewsletter-spring%26mtm_source%3Dnewsletter%26mtm_medium%3Demail"),
    campaign("mtm_campaign%3Dnewsletter-autumn%26mtm_source%3Dnewsletter%26mtm_medium%3Demail"),
    campaign("mtm_campaign%3Dtents%26mtm_kwd%3Dfamily-tent%26mtm_source%3Dsearch-ads%26mtm_medium%3Dcpc"),
    campaign("mtm_campaign%3Dtents%26mtm_kwd%3Dtunnel-tent%26mtm_source%3Dsearch-ads%26mtm_medium%3Dcpc"),
    campaign(
        "mtm_campaign%3Dsleeping-bags%26mtm_kwd%3Dwinter-sleeping-bag%26mtm_source%3Dsearch-ads%26mtm_medium%3Dcpc",
    ),
    campaign("mtm_campaign%3Dsummer-sale%26mtm_kwd%3Dbanner-a%26mtm_source%3Dpartner-sites%26mtm_medium%3Ddisplay"),
    campaign("mtm_campaign%3Dsummer-sale%26mtm_kwd%3Dbanner-b%26mtm_source%3Dpartner-sites%26mtm_medium%3Ddisplay"),
    campaign("mtm_campaign%3Dtrail-stories%26mtm_source%3Dvideo-channel%26mtm_medium%3Dsocial"),
];

impl Campaign {
    /// Appends `url`, form-encoded, with the campaign in its query.
    pub(crate) fn write(&self, url: &str, out: &mut String) {
        let (address, fragment) = url.find("%23").and_then(|at| url.split_at_checked(at)).unwrap_or((url, ""));
        out.push_str(address);
        out.push_str(if address.contains("%3F") { "%26" } else { "%3F" });
        out.push_str(self.parameters);
        out.push_str(fragment);
    }
}

#[cfg(test)]
mod tests {
    use super::CAMPAIGNS;
    use crate::form::{decoded, encoded};

    #[test]
    fn the_campaign_goes_into_the_query() {
        for (url, start, end) in [
            ("https://a.example/", "https://a.example/?mtm_campaign=newsletter-spring&", "=email"),
            ("https://a.example/x?y=1", "https://a.example/x?y=1&mtm_campaign=newsletter-spring&", "=email"),
            ("https://a.example/#top", "https://a.example/?mtm_campaign=newsletter-spring&", "=email#top"),
        ] {
            let mut out = String::new();
            CAMPAIGNS[0].write(&encoded(url), &mut out);
            let out = decoded(&out);
            assert!(out.starts_with(start) && out.ends_with(end), "{out}");
        }
    }
}
