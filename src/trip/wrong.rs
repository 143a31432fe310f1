//! What is wrong with what was typed.

use simfare_engine::Date;

use super::Field;

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    Missing,
    NotWhole,
    NotDecimal,
    NotADate,
    OutOf(u64, u64),
    NotBetween(Date, Date),
    UnknownCoupon(String),
    NoLine,
    /// A day before the trip.
    EndsBefore,
}

impl Wrong {
    /// What a page's author is told: faults are in English.
    #[cold]
    #[inline(never)]
    pub(crate) fn to_author(&self) -> String {
        match self {
            Self::Missing => "must not be empty".to_owned(),
            Self::NotWhole => "must be a whole number".to_owned(),
            Self::NotDecimal => "must be a number from 0 up".to_owned(),
            Self::NotADate => "must be a date like 2026-12-31".to_owned(),
            Self::OutOf(least, most) => format!("must be from {least} to {most}"),
            Self::NotBetween(first, last) => format!("must be from {first} to {last}"),
            Self::UnknownCoupon(code) => format!("the catalog has no coupon {code}"),
            Self::EndsBefore => "must not be before the trip".to_owned(),
            Self::NoLine => "needs a line that is there already".to_owned(),
        }
    }
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The stage whose field it is, if it is one's.
    pub(crate) stage: Option<usize>,
    pub(crate) field: Field,
    pub(crate) wrong: Wrong,
}

/// Says of which stage the complaints are.
pub(super) fn complain(to: &mut Vec<Complaint>, stage: Option<usize>, wrong: Vec<(Field, Wrong)>) {
    to.extend(wrong.into_iter().map(|(field, wrong)| Complaint { stage, field, wrong }));
}

/// What was read, or nothing and a complaint.
pub(super) fn note<T>(
    result: Result<T, Wrong>,
    field: Field,
    wrong: &mut Vec<(Field, Wrong)>,
) -> Option<T> {
    result.map_err(|error| wrong.push((field, error))).ok()
}
