//! What a Matomo is set up to measure besides pages. Lists are lines of text.

use super::{Scalar, Slot, field};
use domain::config::measured::{line, read_line};

/// Goals, user ids, custom dimensions and contents.
pub static MEASURED: [Scalar; 4] = [
    field(
        "goals",
        "Goals",
        "",
        "Id in Matomo | share of visits that reach it | value; the next one after a semicolon: 3 | 0.05 | 12.50; 4 | 0.02.",
        Slot::Line(|c| line(&c.goals), |c, text| read_line(text).map(|list| c.goals = list)),
    ),
    field(
        "user_id_probability",
        "Visitors with a user id",
        "",
        "Part of the visitors who are logged in. Matomo makes their visitor ids from their user ids.",
        Slot::Share(|c| &mut c.user_id_probability),
    ),
    field(
        "custom_dimensions",
        "Custom dimensions",
        "",
        "Id in Matomo | visit or action | a value | another: 1 | visit | gold | silver; 2 | action | a | b.",
        Slot::Line(|c| line(&c.custom_dimensions), |c, text| read_line(text).map(|list| c.custom_dimensions = list)),
    ),
    field(
        "contents",
        "Contents",
        "",
        "Name | piece | target | share of visits that see it | part of those who use it: Banner | sale.jpg | | 0.3 | 0.1.",
        Slot::Line(|c| line(&c.contents), |c, text| read_line(text).map(|list| c.contents = list)),
    ),
];
