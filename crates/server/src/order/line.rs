//! The line an order is for: a new eSIM, or one that exists, by its card or its number.

use super::one_of;
use serde::{Serialize, Serializer};
use simfare_engine::order_line::LineKind;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// How the OpenAPI document has a line's kind.
pub(crate) struct KindSchema;

impl PartialSchema for KindSchema {
    fn schema() -> RefOr<Schema> {
        one_of("What a line is known by.", LineKind::WORDS)
    }
}

impl ToSchema for KindSchema {
    fn name() -> Cow<'static, str> {
        "LineKind".into()
    }
}

/// How the OpenAPI document has the line of an order that is to be made.
pub(crate) struct LineSchema;

impl PartialSchema for LineSchema {
    fn schema() -> RefOr<Schema> {
        let known_by = |words: Vec<&str>| {
            ObjectBuilder::new()
                .property("kind", one_of("What the line is known by.", &words))
                .required("kind")
                .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
        };
        let (new, known): (Vec<&str>, Vec<&str>) =
            LineKind::WORDS.iter().partition(|word| **word == LineKind::NewEsim.word());
        let value = ObjectBuilder::new().schema_type(Type::String).description(Some(
            "The card's number (ICCID, 19 or 20 digits) or the phone number with its country code.",
        ));
        OneOfBuilder::new()
            .item(known_by(new))
            .item(known_by(known).property("value", value).required("value"))
            .into()
    }
}

impl ToSchema for LineSchema {
    fn name() -> Cow<'static, str> {
        "OrderedLine".into()
    }
}

/// The line.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Line {
    #[serde(serialize_with = "word")]
    #[schema(value_type = KindSchema)]
    pub(crate) kind: LineKind,
    /// The card's number (ICCID, 19 or 20 digits) or the phone number with its country code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+14155550123")]
    pub(crate) value: Option<String>,
}

fn word<S: Serializer>(kind: &LineKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.word())
}

/// Nothing personal: this may end in a log.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("kind", &self.kind).finish_non_exhaustive()
    }
}
