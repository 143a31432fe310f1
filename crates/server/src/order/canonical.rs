//! One text for all ways to write the same JSON document, so that a body can be compared with
//! an earlier one: members sorted, no white space.

use simfare_engine::format::Json;

/// The document with its members in order of their names.
pub(crate) fn text(json: &Json<'_>) -> String {
    sorted(json).to_string()
}

fn sorted<'a>(json: &'a Json<'_>) -> Json<'a> {
    match json {
        Json::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name.as_ref().into(), sorted(value))).collect();
            members.sort_by(|(a, _): &(std::borrow::Cow<'_, str>, _), (b, _)| a.cmp(b));
            Json::Object(members)
        }
        Json::List(items) => Json::List(items.iter().map(sorted).collect()),
        Json::Text(text) => Json::Text(text.as_ref().into()),
        Json::Whole(number) => Json::Whole(*number),
        Json::Bool(value) => Json::Bool(*value),
        Json::Null => Json::Null,
        Json::OtherNumber => Json::OtherNumber,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_space_make_no_difference() {
        let of = |bytes: &[u8]| text(&Json::parse(bytes).expect("JSON"));
        assert_eq!(
            of(br#"{ "b": [1, {"d": "x", "c": null}], "a": true }"#),
            of(br#"{"a":true,"b":[1,{"c":null,"d":"x"}]}"#)
        );
        assert_ne!(of(b"[1,2]"), of(b"[2,1]"));
    }
}
