//! Funnels as Trafficinator exports them: our model with some fields around it.

use super::MOST_LEFT_OUT;
use domain::{FieldError, Funnel, Validation, messages::ImportFinding};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The funnels of `list` that can be used, and their names as fields. The others are left out with the reasons.
pub(super) fn read(list: &[Value], left_out: &mut Vec<FieldError>) -> (Vec<Funnel>, Vec<String>) {
    let shape = serde_json::to_value(Funnel::example()).unwrap_or_default();
    let mut names = BTreeSet::new();
    let mut funnels = Vec::new();
    let mut taken = Vec::new();
    for (index, value) in list.iter().enumerate() {
        if left_out.len() > MOST_LEFT_OUT {
            break;
        }
        let place = format!("funnels[{index}]");
        let Some(mut funnel) = known(value, &shape).and_then(|known| serde_json::from_value::<Funnel>(known).ok())
        else {
            left_out.push(FieldError::new(place, ImportFinding::NotAFunnel));
            continue;
        };
        funnel.name = funnel.name.trim().to_owned();
        let mut errors = Validation::of_funnel(&funnel).errors;
        if !names.insert(funnel.name.clone()) {
            errors.push(FieldError::new("name", ImportFinding::FunnelNameInFile));
        }
        if funnels.len() == domain::funnel::MAX_FUNNELS {
            errors.push(FieldError::new("name", ImportFinding::OneFunnelTooMany));
        }
        if errors.is_empty() {
            funnels.push(funnel);
            taken.push(place);
        } else {
            left_out.extend(errors.into_iter().map(|error| {
                let path = format!("{place}.{}", error.field);
                FieldError::new(path, ImportFinding::FunnelLeftOut { why: error.without_value().into() })
            }));
        }
    }
    (funnels, taken)
}

/// `value` with the fields of `shape` only, and without those that are not set; `None` if it is no object.
fn known(value: &Value, shape: &Value) -> Option<Value> {
    let fields = value.as_object()?;
    let shape = shape.as_object()?;
    let mut kept = Map::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let Some(shape) = shape.get(name) else { continue };
        let value = match (value, shape.get(0)) {
            (Value::Array(items), Some(shape)) => {
                Value::Array(items.iter().map(|item| known(item, shape)).collect::<Option<_>>()?)
            }
            _ => value.clone(),
        };
        kept.insert(name.clone(), value);
    }
    Some(Value::Object(kept))
}
