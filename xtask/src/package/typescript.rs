//! Types for TypeScript: of the documents from their schemas, of the elements from the lists.

use crate::Result;
use crate::reference::{ELEMENTS, EVENTS};
use simfare_engine::format::Json;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The types of a document, by its schema.
pub(super) fn document(name: &str, schema: &str) -> Result<String> {
    let schema = Json::parse(schema.as_bytes()).map_err(|faults| faults.to_string())?;
    let title = text(&schema, "title").ok_or("a schema without a title")?;
    let mut writer = Writer::default();
    writer.named(title, &schema)?;
    if let Some(Json::Object(definitions)) = member(&schema, "$defs") {
        for (name, definition) in definitions {
            // Whole documents have a file of their own.
            if text(definition, "$id").is_none() {
                writer.named(name, definition)?;
            }
        }
    }
    let mut file = format!("// Made from schemas/{name}.schema.json.\n\n");
    for document in &writer.imports {
        let from = document.to_lowercase();
        writeln!(file, "import type {{ {document} }} from \"./{from}.js\";")?;
    }
    file += &writer.text;
    Ok(file)
}

#[derive(Debug, Default)]
struct Writer {
    text: String,
    /// Documents that are referred to.
    imports: BTreeSet<String>,
}

impl Writer {
    /// A type under a name.
    fn named(&mut self, name: &str, schema: &Json<'_>) -> Result {
        self.text.push('\n');
        self.text += &comment(schema, "");
        let of = self.type_of(schema, "")?;
        // An object by itself reads better as an interface, and can be extended.
        let only_object = member(schema, "properties").is_some() && of.starts_with('{');
        match only_object {
            true => writeln!(self.text, "export interface {name} {of}")?,
            false => writeln!(self.text, "export type {name} = {of};")?,
        }
        Ok(())
    }

    fn type_of(&mut self, schema: &Json<'_>, indent: &str) -> Result<String> {
        if let Some(target) = text(schema, "$ref") {
            if let Some(document) = target.strip_prefix("urn:simfare:") {
                let document = document.split(':').next().unwrap_or_default();
                let (first, rest) = document.split_at(1);
                let document = first.to_uppercase() + rest;
                self.imports.insert(document.clone());
                return Ok(document);
            }
            return Ok(target.rsplit('/').next().unwrap_or_default().to_owned());
        }
        if let Some(value) = member(schema, "const") {
            return Ok(value.to_string());
        }
        if let Some(Json::List(values)) = member(schema, "enum") {
            return Ok(values.iter().map(Json::to_string).collect::<Vec<_>>().join(" | "));
        }
        if member(schema, "properties").is_some() {
            return self.object(schema, indent);
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Json::List(all)) = member(schema, keyword) {
                let all: Result<Vec<_>> = all.iter().map(|one| self.type_of(one, indent)).collect();
                return Ok(all?.join(" | "));
            }
        }
        if let Some(Json::List(all)) = member(schema, "allOf") {
            let all: Result<Vec<_>> = all.iter().map(|one| self.type_of(one, indent)).collect();
            return Ok(all?.join(" & "));
        }
        match member(schema, "type") {
            Some(Json::Text(kind)) => self.plain(kind, schema, indent),
            Some(Json::List(kinds)) => {
                let mut all = Vec::new();
                for kind in kinds {
                    if let Json::Text(kind) = kind {
                        all.push(self.plain(kind, schema, indent)?);
                    }
                }
                Ok(all.join(" | "))
            }
            _ => Ok("unknown".to_owned()),
        }
    }

    fn plain(&mut self, kind: &str, schema: &Json<'_>, indent: &str) -> Result<String> {
        Ok(match kind {
            "string" => "string".to_owned(),
            "integer" | "number" => "number".to_owned(),
            "boolean" => "boolean".to_owned(),
            "null" => "null".to_owned(),
            "object" => "Record<string, unknown>".to_owned(),
            "array" => {
                let items = match member(schema, "items") {
                    Some(items) => self.type_of(items, indent)?,
                    None => "unknown".to_owned(),
                };
                let two = Some(&Json::Whole(2));
                if member(schema, "minItems") == two && member(schema, "maxItems") == two {
                    format!("[{items}, {items}]")
                } else if items.contains([' ', '{']) {
                    format!("({items})[]")
                } else {
                    format!("{items}[]")
                }
            }
            other => return Err(format!("a type unknown to JSON Schema: {other}").into()),
        })
    }

    fn object(&mut self, schema: &Json<'_>, indent: &str) -> Result<String> {
        let Some(Json::Object(properties)) = member(schema, "properties") else {
            return Ok("{}".to_owned());
        };
        let required = match member(schema, "required") {
            Some(Json::List(required)) => required.as_slice(),
            _ => &[],
        };
        let inner = format!("{indent}  ");
        let mut object = "{\n".to_owned();
        for (name, property) in properties {
            object += &comment(property, &inner);
            let is_required =
                required.iter().any(|r| matches!(r, Json::Text(text) if text == name));
            let optional = if is_required { "" } else { "?" };
            let of = self.type_of(property, &inner)?;
            writeln!(object, "{inner}{name}{optional}: {of};")?;
        }
        object += indent;
        object.push('}');
        Ok(object)
    }
}

/// What a schema says of itself, and of its default.
fn comment(schema: &Json<'_>, indent: &str) -> String {
    let mut lines: Vec<String> =
        text(schema, "description").unwrap_or_default().lines().map(str::to_owned).collect();
    if let Some(default) = member(schema, "default") {
        lines.push(format!("@default {default}"));
    }
    // What ends a comment can't stand in one.
    let lines: Vec<String> = lines.iter().map(|line| line.replace("*/", "* /")).collect();
    match &*lines {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let body: String = lines.iter().map(|line| format!("{indent} * {line}\n")).collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

fn member<'j>(json: &'j Json<'_>, name: &str) -> Option<&'j Json<'j>> {
    match json {
        Json::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, value)| value),
        _ => None,
    }
}

fn text<'j>(json: &'j Json<'_>, name: &str) -> Option<&'j str> {
    match member(json, name) {
        Some(Json::Text(text)) => Some(text),
        _ => None,
    }
}

/// The types of events' details.
const DETAILS: &str = r#"/** `simfare-ready`. */
export interface Ready {
  /** The widget's version. */
  version: string;
  /** The language it speaks, BCP 47. */
  locale: string;
}

/** `simfare-checkout`: what is to be sold, and for which trip. */
export interface Checkout {
  quote: Quote;
  request: Request;
  /** Whom to write to, where the checkout asked. */
  contact?: { email: string; locale: string };
  /** The line it is for, where the checkout asked. */
  line?: { kind: "new_esim" | "iccid" | "msisdn"; value?: string };
}

/** `simfare-order`: what a page may know of an order. */
export interface OrderState extends Pick<Order, OrderMember> {}

type OrderMember = "id" | "reference" | "status" | "total" | "due_now" | "currency" | "sandbox";

/** `simfare-error`. */
export interface Problem {
  /** What programs go by: `catalog-faults`, `handoff-origin`, … */
  code: string;
  /** What the person is told, in their language; of an order that was refused, what the service said. */
  message: string;
  /** The place of the first fault, as a JSON pointer. */
  pointer?: string;
  /** Every fault of a catalog or request. */
  faults?: { pointer: string; message: string }[];
}
"#;

/// The package's own types: elements, events, where HTML knows them.
pub(super) fn index() -> String {
    let mut file = "// The package's types: import them with `import type`. What defines the elements is dist/simfare.js, \
        loaded as\n// a script from where the other files of dist/ are: a bundler can't take it in.\n\n".to_owned();
    let documents =
        [("Catalog", "catalog"), ("Request", "request"), ("Quote", "quote"), ("Order", "order")];
    file += "import type { Catalog } from \"./catalog.js\";\n";
    file += "import type { Order } from \"./order.js\";\n";
    file += "import type { Alternative, Quote } from \"./quote.js\";\n";
    file += "import type { Request } from \"./request.js\";\n\n";
    for (name, module) in documents {
        file += &format!("export type {{ {name} }} from \"./{module}.js\";\n");
    }
    file += "export type { Alternative, Item, Purchase } from \"./quote.js\";\n\n";
    file += DETAILS;
    file += "\n/** The events of the elements. All bubble and cross shadow trees. */\n";
    file += "export interface SimfareEventMap {\n";
    for event in EVENTS {
        file += &format!("  /** {} */\n", event.meaning);
        file += &format!("  \"{}\": CustomEvent<{}>;\n", event.name, event.detail);
    }
    file += "}\n";
    for element in ELEMENTS {
        let interface = format!("{}Element", element.class);
        file += &format!("\n/** `<{}>`. {} */\n", element.tag, element.about);
        file += &format!("export interface {interface} extends HTMLElement {{\n");
        let attributes = element.attributes();
        for attribute in &attributes {
            file += &format!("  /** {}. */\n", attribute.meaning);
            file += &format!("  {}: {};\n", attribute.property, attribute.of);
        }
        for event in element.events() {
            if let Some(property) = event.property {
                file += &format!(
                    "  /** What the last `{}` said; null once that no longer holds. */\n",
                    event.name
                );
                file += &format!("  readonly {property}: {} | null;\n", event.detail);
            }
        }
        file += &LISTENERS.replace("SimfarePlannerElement", &interface);
        file += "}\n";
    }
    file += "\ndeclare global {\n  interface HTMLElementTagNameMap {\n";
    for element in ELEMENTS {
        file += &format!("    \"{}\": {}Element;\n", element.tag, element.class);
    }
    file += "  }\n";
    file += "  // They bubble, so that any element above hears them.\n";
    file += "  interface HTMLElementEventMap extends SimfareEventMap {}\n";
    file += "  interface DocumentEventMap extends SimfareEventMap {}\n}\n";
    file
}

const LISTENERS: &str = "\
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: SimfarePlannerElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
";

/// What React 19 takes in JSX.
pub(super) fn react() -> String {
    let mut file =
        "// For React 19: `import type {} from \"simfare/react\"` once, for its types alone.\n\n\
        import type { DetailedHTMLProps, HTMLAttributes } from \"react\";\n\
        import type { SimfareCheckoutElement, SimfareEventMap, SimfarePlannerElement } from \
        \"./index.js\";\n\
        import type { Catalog } from \"./catalog.js\";\n\
        import type { Quote } from \"./quote.js\";\n\
        import type { Request } from \"./request.js\";\n"
            .to_owned();
    for element in ELEMENTS {
        let class = element.class;
        file += &format!(
            "\n/** What `<{}>` takes in JSX: attributes by name, those of objects also so. */\n\
             export interface {class}Props\n  \
             extends DetailedHTMLProps<HTMLAttributes<{class}Element>, {class}Element> {{\n",
            element.tag,
        );
        for attribute in element.attributes() {
            let of = match (attribute.words, attribute.is_number) {
                ([], true) => "number | string".to_owned(),
                ([], false) => attribute.of.trim_end_matches(" | null").to_owned(),
                (words, _) => {
                    words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(" | ")
                }
            };
            file += &format!("  /** {}. */\n", attribute.meaning);
            file += &format!("  \"{}\"?: {of};\n", attribute.name);
        }
        for event in element.events() {
            let name = event.name;
            file += &format!("  /** {} */\n", event.meaning);
            file += &format!("  \"on{name}\"?: (event: SimfareEventMap[\"{name}\"]) => void;\n");
        }
        file += "}\n";
    }
    file += "\ndeclare module \"react\" {\n  namespace JSX {\n    interface IntrinsicElements {\n";
    for element in ELEMENTS {
        file += &format!("      \"{}\": {}Props;\n", element.tag, element.class);
    }
    file += "    }\n  }\n}\n";
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_follow_a_schema() {
        let schema = r##"{"title": "T", "description": "A thing.", "type": "object", "properties": {
            "a": {"description": "One.", "$ref": "#/$defs/A"},
            "b": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
            "c": {"anyOf": [{"const": "x"}, {"type": ["string", "null"]}], "default": "x"}
          }, "required": ["a"], "$defs": {"A": {"enum": ["p", "q"]}}}"##;
        let types = document("t", schema).unwrap_or_default();
        assert_eq!(
            types,
            "// Made from schemas/t.schema.json.\n\n\n/** A thing. */\nexport interface T {\n  \
             /** One. */\n  a: A;\n  b?: [number, number];\n  /** @default \"x\" */\n  \
             c?: \"x\" | string | null;\n}\n\nexport type A = \"p\" | \"q\";\n"
        );
    }
}
