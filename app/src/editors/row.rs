//! One row of the editor: a target as texts, so that nothing a person typed is ever lost because it
//! is not (yet) a number.

mod take_over;

use domain::{
    Connection, Target, TokenAuth,
    fields::{self, Entry},
};
use std::{fmt, sync::Arc};

/// What is to happen to a stored token.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum TokenChange {
    /// Nothing.
    #[default]
    Keep,
    /// This one takes its place; while nothing is typed yet, the stored one stays.
    Replace(String),
    /// It is removed.
    Clear,
}

impl fmt::Debug for TokenChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::Replace(_) => "Replace([redacted])",
            Self::Clear => "Clear",
        })
    }
}

/// The columns a person types into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Name.
    Name,
    /// Address of the Matomo instance.
    Url,
    /// Matomo's idsite.
    SiteId,
    /// Weight.
    Weight,
    /// Visits per day of its own.
    VisitsPerDay,
    /// Token.
    Token,
    /// Most visits per second.
    MaxRate,
    /// Certificates of authorities that are trusted for this target.
    Certificate,
    /// Where connections are made to instead.
    ConnectTo,
    /// The proxy.
    Proxy,
    /// User of Basic authentication.
    User,
    /// Its password.
    Password,
    /// Certificate that Trackstorm identifies itself with.
    ClientCertificate,
    /// Its private key.
    ClientKey,
    /// Headers of its own, as a whole.
    Headers,
}

impl Column {
    /// Every column, in table order.
    pub const ALL: [Self; 15] = [
        Self::Name,
        Self::Url,
        Self::SiteId,
        Self::Weight,
        Self::VisitsPerDay,
        Self::Token,
        Self::MaxRate,
        Self::Certificate,
        Self::ConnectTo,
        Self::Proxy,
        Self::User,
        Self::Password,
        Self::ClientCertificate,
        Self::ClientKey,
        Self::Headers,
    ];

    /// The field's name in the configuration.
    pub fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Url => "url",
            Self::SiteId => "site_id",
            Self::Weight => "weight",
            Self::VisitsPerDay => "visits_per_day",
            Self::Token => "token_auth",
            Self::MaxRate => "max_visits_per_second",
            Self::Certificate => "ca_certificate",
            Self::ConnectTo => "connection.connect_to",
            Self::Proxy => "connection.proxy",
            Self::User => "connection.user",
            Self::Password => "connection.password",
            Self::ClientCertificate => "connection.client_certificate",
            Self::ClientKey => "connection.client_key",
            Self::Headers => "connection.headers",
        }
    }

    /// What the table of fields says of it.
    fn entry(self) -> Option<Entry> {
        fields::of_target(self.field())
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        self.entry().map_or("", |entry| entry.label)
    }

    /// Unit written behind the input.
    pub fn unit(self) -> &'static str {
        self.entry().map_or("", |entry| entry.unit)
    }

    /// What it does.
    pub fn help(self) -> &'static str {
        self.entry().map_or("", |entry| entry.help)
    }

    /// What is shown while it is empty.
    pub fn absent(self) -> &'static str {
        self.entry().map_or("", |entry| entry.absent)
    }

    /// The label, short enough for the head of a column.
    pub fn heading(self) -> &'static str {
        if self == Self::VisitsPerDay { "Visits/day" } else { self.label() }
    }

    /// The column that shows a field of a target; that of headers shows all of each.
    pub fn of(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| {
            field.strip_prefix(column.field()).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        })
    }

    /// Path of this column in the target at `index`.
    pub fn path(self, index: usize) -> String {
        format!("targets[{index}].{}", self.field())
    }

    /// The id of this column's input in the row with this key.
    pub fn id(self, key: u32) -> String {
        format!("t{key}-{}", self.field())
    }
}

/// A target as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Identity within this editor, never reused.
    pub key: u32,
    /// Name; empty means "the host".
    pub name: String,
    /// Address.
    pub url: String,
    /// Matomo's idsite, as typed.
    pub site_id: String,
    /// Weight, as typed.
    pub weight: String,
    /// Visits per day of its own, as typed; empty means an equal part.
    pub visits_per_day: String,
    /// Most visits per second, as typed; empty means no cap.
    pub max_rate: String,
    /// Certificates (PEM) as typed; shared, because rows are copied while they are edited.
    pub certificate: Arc<str>,
    /// How it is reached; shared as the certificates are. Of stored secrets it knows only that they are there.
    pub connection: Arc<Connection>,
    /// The same as it is stored.
    pub stored_connection: Arc<Connection>,
    /// Whether it gets load.
    pub enabled: bool,
    /// Name under which the target is stored, if it is.
    pub stored_as: Option<String>,
    /// Name under which a token is stored on the server, if there is one.
    pub token_of: Option<String>,
    /// What is to happen to that token.
    pub token: TokenChange,
}

impl Row {
    /// A row for a new target: site 1, weight 1, enabled.
    pub fn new() -> Self {
        Self { site_id: "1".into(), weight: "1".into(), enabled: true, ..Self::default() }
    }

    /// A row for a target as the server returned it.
    pub fn of(target: &Target) -> Self {
        let connection = Arc::new(target.connection.clone());
        Self {
            key: 0,
            name: target.name.clone(),
            url: target.url.clone(),
            site_id: target.site_id.to_string(),
            weight: target.weight.to_string(),
            visits_per_day: optional(target.visits_per_day),
            max_rate: optional(target.max_visits_per_second),
            certificate: target.ca_certificate.as_deref().unwrap_or_default().into(),
            stored_connection: Arc::clone(&connection),
            connection,
            enabled: target.enabled,
            stored_as: Some(target.name.clone()),
            token_of: target.has_token.then(|| target.name.clone()),
            token: TokenChange::Keep,
        }
    }

    /// The text of a column; a token has none.
    pub fn text(&self, column: Column) -> &str {
        match column {
            Column::Name => &self.name,
            Column::Url => &self.url,
            Column::SiteId => &self.site_id,
            Column::Weight => &self.weight,
            Column::VisitsPerDay => &self.visits_per_day,
            Column::MaxRate => &self.max_rate,
            Column::Certificate => &self.certificate,
            Column::ConnectTo => self.connection.connect_to.as_deref().unwrap_or_default(),
            Column::Proxy => self.connection.proxy.as_deref().unwrap_or_default(),
            Column::User => self.connection.user.as_deref().unwrap_or_default(),
            Column::ClientCertificate => self.connection.client_certificate.as_deref().unwrap_or_default(),
            Column::Password => self.connection.password.as_ref().map_or("", TokenAuth::expose),
            Column::ClientKey => self.connection.client_key.as_ref().map_or("", TokenAuth::expose),
            Column::Token | Column::Headers => "",
        }
    }

    /// Whether a secret is stored that this column replaces.
    pub fn has_stored(&self, column: Column) -> bool {
        match column {
            Column::Password => self.stored_connection.has_password,
            Column::ClientKey => self.stored_connection.has_client_key,
            _ => false,
        }
    }

    /// Whether the secret of this column will be there once this row is saved.
    pub fn will_have(&self, column: Column) -> bool {
        match column {
            Column::Password => self.connection.has_password,
            Column::ClientKey => self.connection.has_client_key,
            _ => false,
        }
    }

    /// Names the header at `index`. What is stored is stored under a name, so that it comes back with that.
    pub fn name_header(&mut self, index: usize, name: String) {
        let is_stored = self.has_stored_header(&name);
        if let Some(header) = Arc::make_mut(&mut self.connection).headers.get_mut(index) {
            header.has_value = header.value.is_some() || is_stored;
            header.name = name;
        }
    }

    /// Writes the value of the header at `index`; without a text the stored one stays.
    pub fn write_header(&mut self, index: usize, text: String) {
        let name = self.connection.headers.get(index).map_or("", |header| &header.name);
        let is_stored = self.has_stored_header(name);
        if let Some(header) = Arc::make_mut(&mut self.connection).headers.get_mut(index) {
            header.value = filled(text).map(TokenAuth::as_it_is);
            header.has_value = header.value.is_some() || is_stored;
        }
    }

    /// Removes the header at `index`.
    pub fn remove_header(&mut self, index: usize) {
        let headers = &mut Arc::make_mut(&mut self.connection).headers;
        if index < headers.len() {
            headers.remove(index);
        }
    }

    fn has_stored_header(&self, name: &str) -> bool {
        let mut stored = self.stored_connection.headers.iter();
        stored.any(|header| header.has_value && header.name.trim().eq_ignore_ascii_case(name.trim()))
    }

    /// Keeps the stored secret of this column, or clears it.
    pub fn keep_secret(&mut self, column: Column, keeps: bool) {
        let connection = Arc::make_mut(&mut self.connection);
        match column {
            Column::Password => (connection.password, connection.has_password) = (None, keeps),
            Column::ClientKey => (connection.client_key, connection.has_client_key) = (None, keeps),
            _ => {}
        }
    }

    /// Writes a column; typing a token replaces the stored one.
    pub fn set_text(&mut self, column: Column, text: String) {
        match column {
            Column::Name => self.name = text,
            Column::Url => self.url = text,
            Column::SiteId => self.site_id = text,
            Column::Weight => self.weight = text,
            Column::VisitsPerDay => self.visits_per_day = text,
            Column::MaxRate => self.max_rate = text,
            Column::Certificate => self.certificate = text.into(),
            Column::Token => self.token = TokenChange::Replace(text),
            Column::Headers => {}
            Column::ConnectTo => Arc::make_mut(&mut self.connection).connect_to = filled(text),
            Column::Proxy => Arc::make_mut(&mut self.connection).proxy = filled(text),
            Column::User => Arc::make_mut(&mut self.connection).user = filled(text),
            Column::ClientCertificate => Arc::make_mut(&mut self.connection).client_certificate = filled(text),
            Column::Password | Column::ClientKey if text.is_empty() => {
                self.keep_secret(column, self.has_stored(column));
            }
            Column::Password => {
                let connection = Arc::make_mut(&mut self.connection);
                (connection.password, connection.has_password) = (Some(TokenAuth::as_it_is(text)), true);
            }
            Column::ClientKey => {
                let connection = Arc::make_mut(&mut self.connection);
                (connection.client_key, connection.has_client_key) = (Some(TokenAuth::as_it_is(text)), true);
            }
        }
    }

    /// Whether the target will have a token once this row is saved.
    pub fn will_have_token(&self) -> bool {
        match &self.token {
            TokenChange::Keep => self.token_of.is_some(),
            TokenChange::Replace(text) => !text.trim().is_empty() || self.token_of.is_some(),
            TokenChange::Clear => false,
        }
    }
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn optional(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Header;

    #[test]
    fn a_stored_secret_stays_until_it_is_replaced_or_cleared() {
        let header = Header { name: "X-Gate".into(), value: None, has_value: true };
        let connection = Connection { has_password: true, headers: vec![header], ..Connection::default() };
        let mut row = Row::of(&Target { connection, ..Target::new("https://m.example", 1) });
        let untouched = row.clone();
        row.set_text(Column::Password, "d".into());
        row.set_text(Column::Password, String::new());
        row.write_header(0, "o".into());
        row.write_header(0, String::new());
        row.name_header(0, "X-Gat".into());
        assert!(!row.connection.headers[0].has_value, "nothing is stored under that name");
        row.name_header(0, "X-Gate".into());
        assert_eq!(row, untouched);
        row.keep_secret(Column::Password, false);
        assert!(!row.will_have(Column::Password) && row.has_stored(Column::Password));
        row.keep_secret(Column::Password, true);
        assert_eq!(row, untouched);
    }
}
