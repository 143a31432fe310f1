//! `custom-elements.json`: what editors and documentation tools read of the elements.

use crate::reference::{ELEMENTS, Element, parts, properties};
use serde_json::{Value, json};

/// The manifest, by its schema 2.1.0.
pub(super) fn manifest() -> Value {
    let exports = ELEMENTS.map(|element| {
        json!({
            "kind": "custom-element-definition",
            "name": element.tag,
            "declaration": { "name": element.class, "module": "dist/simfare.js" }
        })
    });
    json!({
        "schemaVersion": "2.1.0",
        "readme": "README.md",
        "modules": [{
            "kind": "javascript-module",
            "path": "dist/simfare.js",
            "declarations": ELEMENTS.map(declaration),
            "exports": exports
        }]
    })
}

fn declaration(element: Element) -> Value {
    let attributes = element.attributes();
    let fields = attributes.iter().map(|attribute| {
        json!({
            "kind": "field",
            "name": attribute.property,
            "description": attribute.meaning,
            "type": { "text": attribute.of },
            "attribute": attribute.name
        })
    });
    let newest = element.events().filter_map(|event| {
        Some(json!({
            "kind": "field",
            "name": event.property?,
            "description": format!("What the last `{}` said; null once that no longer holds.", event.name),
            "type": { "text": format!("{} | null", event.detail) },
            "readonly": true
        }))
    });
    let members: Vec<Value> = fields.chain(newest).collect();
    let attributes: Vec<Value> = attributes
        .iter()
        .map(|attribute| {
            let text = match attribute.words {
                [] => "string".to_owned(),
                words => words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" | "),
            };
            json!({
                "name": attribute.name,
                "fieldName": attribute.property,
                "description": attribute.meaning,
                "type": { "text": text }
            })
        })
        .collect();
    let events: Vec<Value> = element
        .events()
        .map(|event| {
            let cancelable = if event.cancelable { " Cancelable." } else { "" };
            json!({
                "name": event.name,
                "type": { "text": format!("CustomEvent<{}>", event.detail) },
                "description": format!("{}{cancelable}", event.meaning)
            })
        })
        .collect();
    let css_parts: Vec<Value> =
        parts().iter().map(|part| json!({ "name": part.name, "description": part.what })).collect();
    let css_properties: Vec<Value> = properties()
        .iter()
        .map(|property| {
            json!({
                "name": property.name,
                "default": property.default,
                "description": property.effect
            })
        })
        .collect();
    json!({
        "kind": "class",
        "customElement": true,
        "tagName": element.tag,
        "name": element.class,
        "description": element.about,
        "superclass": { "name": "HTMLElement" },
        "attributes": attributes,
        "members": members,
        "events": events,
        "slots": [{
            "name": "",
            "description": "Shown until the element is ready, and where it can't be."
        }],
        "cssParts": css_parts,
        "cssProperties": css_properties
    })
}
