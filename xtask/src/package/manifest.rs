//! `custom-elements.json`: what editors and documentation tools read of the elements.

use crate::reference::{
    ABOUT, ABOUT_CHECKOUT, Attribute, CHECKOUT, ELEMENT, EVENTS, attributes, parts, properties,
    property_type, words,
};
use serde_json::{Value, json};

/// The manifest, by its schema 2.1.0.
pub(super) fn manifest() -> Value {
    let all: Vec<Value> = Attribute::ALL
        .iter()
        .map(|&attribute| {
            let text = match words(attribute) {
                [] => "string".to_owned(),
                words => words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" | "),
            };
            json!({
                "name": attribute.name(),
                "fieldName": attribute.property(),
                "description": attribute.meaning(),
                "type": { "text": text }
            })
        })
        .collect();
    let fields = Attribute::ALL.iter().map(|&attribute| {
        json!({
            "kind": "field",
            "name": attribute.property(),
            "description": attribute.meaning(),
            "type": { "text": property_type(attribute) },
            "attribute": attribute.name()
        })
    });
    let newest = EVENTS.iter().filter_map(|event| {
        Some(json!({
            "kind": "field",
            "name": event.property?,
            "description": format!("The newest detail of `{}`.", event.name),
            "type": { "text": format!("{} | null", event.detail) },
            "readonly": true
        }))
    });
    let members: Vec<Value> = fields.chain(newest).collect();
    let events: Vec<Value> = EVENTS
        .iter()
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
    let of_checkout: Vec<Value> = attributes::CHECKOUT
        .iter()
        .map(|name| {
            let meaning = match Attribute::by_name(name) {
                Some(attribute) => attribute.meaning(),
                None => "The quote that the person has seen for the request",
            };
            json!({ "name": name, "description": meaning, "type": { "text": "string" } })
        })
        .collect();
    let (class, checkout) = ("SimfarePlanner", "SimfareCheckout");
    json!({
        "schemaVersion": "2.1.0",
        "readme": "README.md",
        "modules": [{
            "kind": "javascript-module",
            "path": "dist/simfare.js",
            "declarations": [{
                "kind": "class",
                "customElement": true,
                "tagName": ELEMENT,
                "name": class,
                "description": ABOUT,
                "superclass": { "name": "HTMLElement" },
                "attributes": all,
                "members": members,
                "events": events,
                "slots": [{
                    "name": "",
                    "description": "Shown until the planner is ready, and where it can't be."
                }],
                "cssParts": css_parts,
                "cssProperties": css_properties
            }, {
                "kind": "class",
                "customElement": true,
                "tagName": CHECKOUT,
                "name": checkout,
                "description": ABOUT_CHECKOUT,
                "superclass": { "name": "HTMLElement" },
                "attributes": of_checkout,
                "slots": [{
                    "name": "",
                    "description": "Shown while there is nothing to sell, and where it can't be."
                }]
            }],
            "exports": [{
                "kind": "custom-element-definition",
                "name": ELEMENT,
                "declaration": { "name": class, "module": "dist/simfare.js" }
            }, {
                "kind": "custom-element-definition",
                "name": CHECKOUT,
                "declaration": { "name": checkout, "module": "dist/simfare.js" }
            }]
        }]
    })
}
