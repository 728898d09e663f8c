//! The fields of a target.

use crate::{
    Connection, Header, Target,
    connection::{MAX_HEADERS, MAX_NAME as MAX_HEADER_NAME},
    fields::{Length, Rows, Theirs::Called, between, from},
    messages::Remark,
    names::MAX_NAME,
    target::MAX_CERTIFICATES,
    tracker_url::MAX_URL_LENGTH,
};

fields! {
    /// Of a target.
    TARGET of Target {
        name: Text(Length::most(MAX_NAME), "") { label: "Name", help: "Unique; empty: the host." }
        url: Text(Length::of(1, MAX_URL_LENGTH), "") {
            label: "URL", required: true, theirs: Called("matomo_url"), help: "Absolute, http or https.",
        }
        site_id: Whole(from(1.0).remark(Remark::SiteId)) {
            label: "Site ID", required: true, theirs: Called("matomo_site_id"), help: "Matomo's idsite.",
        }
        token_auth: Secret() {
            label: "Token", theirs: Called("matomo_token_auth"),
            help: "A text sets the token, an empty one clears it, null leaves it to has_token.",
        }
        has_token: Flag() {
            label: "Has a token",
            help: "Whether a token is stored. When written, true without token_auth keeps the token stored under this name; in \
                   a configuration that replaces none (validate, start, a new preset) only at the address it is stored for.",
        }
        weight: Whole(between(1.0, 1_000.0)) { label: "Weight", help: "Counts under the weighted strategy only." }
        enabled: Flag() { label: "Enabled", help: "A disabled target stays in the list and gets nothing." }
        visits_per_day: OptionalNumber(between(1.0, 1e10)) {
            label: "Visits per day", unit: "visits/day", absent: "an equal part of target_visits_per_day",
            help: "Counts under the independent strategy only.",
        }
        max_visits_per_second: OptionalNumber(between(0.001, 1e6)) {
            label: "Most visits per second", unit: "visits/s", absent: "no cap",
            help: "Visits beyond this rate are dropped and counted as capped.",
        }
        ca_certificate: OptionalText(Length::most(MAX_CERTIFICATES)) {
            label: "Private CA certificate",
            help: "In PEM form. Trusted for this target besides the system's own: of authorities that issued the certificate of \
                   its server, or that very certificate; at most 64 KiB and never a key.",
        }
        connection: Object("Connection") {
            label: "Connection",
            help: "How it is reached where its address alone does not say it. A secret follows the rule of tokens: a text sets \
                   it, an empty one clears it, null leaves it to has_….",
        }
    }

    /// Of how it is reached.
    CONNECTION of Connection {
        exact_url: Flag() {
            label: "Address as it is",
            help: "The URL is the tracker itself, whatever it is called: nothing is appended, and it may have a query.",
        }
        connect_to: OptionalText(Length::ANY) {
            label: "Connect to", absent: "the host of the URL",
            help: "Host name or address, and maybe a port, that connections are made to instead of those in the URL; the name \
                   in the URL is still the one that is asked for (Host, TLS).",
        }
        proxy: OptionalText(Length::ANY) {
            label: "Proxy", absent: "as the environment says",
            help: "http://host:port, or direct for none; the environment is HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
        }
        user: OptionalText(Length::most(MAX_HEADER_NAME)) {
            label: "User", absent: "none",
            help: "Of Basic authentication, where a password stands in front of the Matomo.",
        }
        password: Secret() { label: "Password", help: "Stored encrypted and never shown." }
        has_password: Flag() { label: "Has a password", help: "true without password keeps the stored one." }
        client_certificate: OptionalText(Length::most(MAX_CERTIFICATES)) {
            label: "Client certificate",
            help: "In PEM form, with those of its issuers behind it: what Trackstorm identifies itself with.",
        }
        client_key: Secret() {
            label: "Private key",
            help: "Of the client certificate, in PEM form. Stored encrypted and never shown.",
        }
        has_client_key: Flag() { label: "Has a private key", help: "true without client_key keeps the stored one." }
        headers: Rows(Rows { table: "Header", length: Length::most(MAX_HEADERS) }) {
            label: "Headers", help: "Sent with every request.",
        }
    }

    /// Of a header.
    HEADER of Header {
        name: Text(Length::of(1, MAX_HEADER_NAME), "") { label: "Name" }
        value: Secret() { label: "Value" }
        has_value: Flag() {
            label: "Has a value", help: "true without value keeps the one that is stored under this name.",
        }
    }
}
