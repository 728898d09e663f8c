//! What becomes of a row when it was saved while somebody typed on.

use super::Row;
use crate::form::{self, take_over};
use domain::Connection;
use std::sync::Arc;

impl form::Row for Row {
    fn key(&self) -> u32 {
        self.key
    }

    fn set_key(&mut self, key: u32) {
        self.key = key;
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        // What is stored is so whatever was typed meanwhile.
        self.stored_as.clone_from(&saved.stored_as);
        self.token_of.clone_from(&saved.token_of);
        self.stored_connection.clone_from(&saved.stored_connection);
        take_over(&mut self.name, &submitted.name, &saved.name);
        take_over(&mut self.url, &submitted.url, &saved.url);
        take_over(&mut self.site_id, &submitted.site_id, &saved.site_id);
        take_over(&mut self.weight, &submitted.weight, &saved.weight);
        take_over(&mut self.visits_per_day, &submitted.visits_per_day, &saved.visits_per_day);
        take_over(&mut self.max_rate, &submitted.max_rate, &saved.max_rate);
        take_over(&mut self.certificate, &submitted.certificate, &saved.certificate);
        take_over(&mut self.enabled, &submitted.enabled, &saved.enabled);
        take_over(&mut self.token, &submitted.token, &saved.token);
        take_over(&mut self.connection, &submitted.connection, &saved.connection);
        if self.connection != saved.connection {
            take_over_connection(Arc::make_mut(&mut self.connection), &submitted.connection, &saved.connection);
        }
    }
}

fn take_over_connection(mine: &mut Connection, submitted: &Connection, saved: &Connection) {
    take_over(&mut mine.exact_url, &submitted.exact_url, &saved.exact_url);
    take_over(&mut mine.connect_to, &submitted.connect_to, &saved.connect_to);
    take_over(&mut mine.proxy, &submitted.proxy, &saved.proxy);
    take_over(&mut mine.user, &submitted.user, &saved.user);
    take_over(&mut mine.client_certificate, &submitted.client_certificate, &saved.client_certificate);
    take_over(&mut mine.headers, &submitted.headers, &saved.headers);
    // A secret goes with whether there is one: clearing it and never having had one look alike without.
    if (&mine.password, mine.has_password) == (&submitted.password, submitted.has_password) {
        (mine.password, mine.has_password) = (saved.password.clone(), saved.has_password);
    }
    if (&mine.client_key, mine.has_client_key) == (&submitted.client_key, submitted.has_client_key) {
        (mine.client_key, mine.has_client_key) = (saved.client_key.clone(), saved.has_client_key);
    }
}
