//! What a Matomo is set up to measure besides pages. In the editor, lists are lines of text.

use crate::{
    config::{MultiTargetConfig, measured::MAX_MEASURED},
    fields::{Length, Rows},
};

/// How many entries each list may have.
const LENGTH: Length = Length::most(MAX_MEASURED);

fields! {
    /// Goals, user ids, custom dimensions and contents.
    MEASURED of MultiTargetConfig {
        goals: Line(Rows { table: "Goal", length: LENGTH }) {
            label: "Goals",
            help: "Id in Matomo | share of visits that reach it | value; the next one after a semicolon: 3 | 0.05 | 12.50; 4 | \
                   0.02.",
        }
        user_id_probability: Share() {
            label: "Visitors with a user id",
            help: "Part of the visitors who are logged in. Matomo makes their visitor ids from their user ids.",
        }
        custom_dimensions: Line(Rows { table: "CustomDimension", length: LENGTH }) {
            label: "Custom dimensions",
            help: "Id in Matomo | visit or action | a value | another: 1 | visit | gold | silver; 2 | action | a | b.",
        }
        contents: Line(Rows { table: "Content", length: LENGTH }) {
            label: "Contents",
            help: "Name | piece | target | share of visits that see it | part of those who use it: Banner | sale.jpg | | 0.3 | \
                   0.1.",
        }
    }
}
