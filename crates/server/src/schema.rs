//! `simfare schema`: the documents' forms as JSON Schema. Those of catalog, request and quote
//! follow from the engine's own definitions, that of an order from the API's description.

use crate::cli::{Document, SchemaArgs};
use crate::failure::Failure;
use crate::{output, serve};
use serde_json::{Map, Value, json};

/// Prints one schema.
pub(crate) fn run(arguments: &SchemaArgs) -> Result<(), Failure> {
    let schema = match arguments.document {
        Document::Catalog => simfare_engine::schema::of("catalog"),
        Document::Request => simfare_engine::schema::of("request"),
        Document::Quote => simfare_engine::schema::of("quote"),
        Document::Order => order(),
    };
    let schema = schema.ok_or_else(|| Failure::System("the schema can't be written".to_owned()))?;
    output::line(schema.trim_end())
}

/// Where the API's description keeps its types, and where a schema does.
const COMPONENTS: &str = "#/components/schemas/";
const DEFINITIONS: &str = "#/$defs/";

fn order() -> Option<String> {
    let description: Value = serde_json::from_str(&serve::openapi().ok()?).ok()?;
    let types = description["components"]["schemas"].as_object()?;
    let mut definitions = Map::new();
    let mut order = translated(types.get("Order")?, types, &mut definitions);
    // What was asked for and agreed is written as the other documents are, which come along.
    for document in ["quote", "request"] {
        let schema: Value = serde_json::from_str(&simfare_engine::schema::of(document)?).ok()?;
        order["properties"][document]["$ref"] = schema["$id"].clone();
        order["properties"][document].as_object_mut()?.remove("type");
        definitions.insert(format!("simfare.{document}/1"), schema);
    }
    order["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    order["$id"] = json!("urn:simfare:order:1");
    order["title"] = json!("Order");
    order["$defs"] = Value::Object(definitions);
    serde_json::to_string_pretty(&order).ok()
}

/// A type of the API's description in plain JSON Schema; what it refers to goes into
/// `definitions`.
fn translated(
    of: &Value,
    types: &Map<String, Value>,
    definitions: &mut Map<String, Value>,
) -> Value {
    match of {
        Value::Object(members) => {
            let mut schema = Map::new();
            for (name, value) in members {
                match (name.as_str(), value.as_str()) {
                    ("$ref", Some(target)) => {
                        let target = target.strip_prefix(COMPONENTS).unwrap_or(target);
                        if !definitions.contains_key(target) {
                            definitions.insert(target.to_owned(), Value::Null);
                            let found = types.get(target).unwrap_or(&Value::Null);
                            let found = translated(found, types, definitions);
                            definitions.insert(target.to_owned(), found);
                        }
                        schema.insert("$ref".to_owned(), json!(format!("{DEFINITIONS}{target}")));
                    }
                    ("example", _) => {
                        schema.insert("examples".to_owned(), json!([value]));
                    }
                    _ => {
                        schema.insert(name.clone(), translated(value, types, definitions));
                    }
                }
            }
            Value::Object(schema)
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| translated(item, types, definitions)).collect())
        }
        other => other.clone(),
    }
}
