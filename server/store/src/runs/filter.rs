//! Which runs a list is of.

use crate::entity::{run::Column, run_details, run_tag};
use domain::RunFilter;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, LikeExpr, SelectStatement},
};

/// The runs that `filter` looks for, without those that were deleted.
pub(super) fn condition(filter: &RunFilter) -> Condition {
    let mut all = Condition::all().add(Column::Id.not_in_subquery(deleted()));
    let tag = filter.tag.trim();
    if !tag.is_empty() {
        all = all.add(Column::Id.in_subquery(tagged(run_tag::Column::Tag.eq(tag))));
    }
    let text = filter.text.trim();
    if text.is_empty() {
        return all;
    }
    // SQLite compares without regard to the case of ASCII letters (sqlite.org/lang_expr.html#like).
    let like = LikeExpr::new(pattern(text)).escape('\\');
    let noted = run_details::Entity::find()
        .select_only()
        .column(run_details::Column::RunId)
        .filter(Expr::col(run_details::Column::Notes).like(like.clone()))
        .into_query();
    let mut any = Condition::any()
        .add(Expr::col(Column::Name).like(like.clone()))
        .add(Column::Id.in_subquery(noted))
        .add(Column::Id.in_subquery(tagged(Expr::col(run_tag::Column::Tag).like(like))));
    if let Ok(number) = text.parse::<i64>() {
        any = any.add(Column::Id.eq(number));
    }
    all.add(any)
}

/// The numbers of the runs that were deleted and can be brought back.
pub(super) fn deleted() -> SelectStatement {
    run_details::Entity::find()
        .select_only()
        .column(run_details::Column::RunId)
        .filter(run_details::Column::DeletedAt.is_not_null())
        .into_query()
}

fn tagged(condition: Expr) -> SelectStatement {
    run_tag::Entity::find().select_only().column(run_tag::Column::RunId).filter(condition).into_query()
}

/// What contains `text` as it is written.
fn pattern(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}
