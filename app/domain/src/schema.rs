//! The names of the schemas that are not derived, so that derived ones can refer to them: those of a configuration are made
//! from the table of fields, and a patch of figures from the schema of the figures.

use crate::{config::MultiTargetConfig, live::TargetPatch};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, schema::Schema},
};

impl PartialSchema for MultiTargetConfig {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().into()
    }
}

impl ToSchema for MultiTargetConfig {
    fn name() -> Cow<'static, str> {
        "Config".into()
    }
}

impl PartialSchema for TargetPatch {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().into()
    }
}

impl ToSchema for TargetPatch {
    fn name() -> Cow<'static, str> {
        "TargetChange".into()
    }
}
