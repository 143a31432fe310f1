//! What the pages have from lists: attributes, events, properties, parts, fields of documents, and
//! the playground's form.

use super::markdown::{BOX, escape, inline};
use crate::Result;
use crate::reference::{Attr, CHECKOUT, EVENTS, Element, PLANNER, parts, properties};
use simfare_engine::format::Json;

/// The HTML for a name in double braces.
pub(super) fn table(what: &str) -> Result<String> {
    Ok(match what {
        "attributes" => attributes(PLANNER),
        "checkout" => attributes(CHECKOUT),
        "events" => events(),
        "codes" => codes(),
        "properties" => custom_properties(),
        "parts" => part_list(),
        "try" => planner(),
        "playground" => playground(),
        _ => match what.strip_prefix("fields ") {
            Some(document) => fields(document)?,
            None => return Err(format!("docs: nothing is called {what}").into()),
        },
    })
}

fn rows(head: &[&str], body: impl Iterator<Item = Vec<String>>) -> String {
    let head: String = head.iter().map(|cell| format!("<th scope=\"col\">{cell}</th>")).collect();
    let body: String = body
        .map(|cells| {
            let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!(
        "{BOX}<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

fn attributes(element: Element) -> String {
    rows(
        &["Attribute", "Property", "Meaning"],
        element.attributes().iter().map(|attribute| {
            let of = match attribute.of {
                // Of nearly all of them; said above the table.
                "string | null" => String::new(),
                other => format!(" {}", code(other)),
            };
            vec![
                code(attribute.name),
                format!("{}{of}", code(attribute.property)),
                format!("{}{}", inline(attribute.meaning), unnamed(attribute)),
            ]
        }),
    )
}

/// The words an attribute takes, where its meaning doesn't name them.
fn unnamed(attribute: &Attr) -> String {
    match attribute.words {
        [] => String::new(),
        words if words.iter().all(|word| attribute.meaning.contains(word)) => String::new(),
        words => format!(": {}", words.iter().map(|w| code(w)).collect::<Vec<_>>().join(", ")),
    }
}

fn events() -> String {
    rows(
        &["Event", "<code>detail</code>", "Property", "When"],
        EVENTS.iter().map(|event| {
            vec![
                code(event.name),
                code(event.detail),
                event.property.map(code).unwrap_or_default(),
                inline(event.meaning),
            ]
        }),
    )
}

/// The codes of `simfare-error`.
const CODES: [(&str, &str); 28] = [
    ("catalog-missing", "no catalog is set"),
    (
        "catalog-unreachable",
        "no answer from the network, or the page’s content policy (`connect-src`) forbids the address: \
         then the browser’s console says so",
    ),
    ("catalog-status", "an answer other than success"),
    ("catalog-timeout", "no answer in time"),
    ("catalog-type", "something that isn’t JSON at all"),
    ("catalog-faults", "a catalog with faults; `faults` has all of them"),
    ("request-faults", "a trip with faults; `faults` has all of them"),
    (
        "attribute-unknown",
        "an attribute says a word that it doesn’t take, or a coupon that the catalog doesn’t have; \
         it counts as missing, and there is an answer all the same",
    ),
    (
        "trip-incomplete",
        "the trip lacks something or can’t be read, and the last quote doesn’t hold; `faults` says \
         what is wrong; told once it has been so for a moment",
    ),
    ("infeasible", "a checkout was given a trip that no offer of the catalog serves"),
    ("link-faults", "a link whose trip can’t be brought back, or not all of it"),
    ("load-failed", "the script’s other files didn’t come"),
    ("internal", "the widget itself failed; it offers to start again"),
    ("handoff-unknown", "no such `handoff`"),
    ("handoff-endpoint", "the `endpoint` is missing or isn’t one"),
    ("handoff-item", "an offer without its name for this handoff, or a name that can’t be sent"),
    ("handoff-origin", "an address that orders may not go to"),
    (
        "handoff-coupon",
        "a discount code that this handoff can’t be told; the price there would be another",
    ),
    ("handoff-many", "more pieces than this handoff takes at once"),
    ("handoff-empty", "nothing to hand over"),
    ("handoff-past", "the first purchase is of a day that has passed"),
    ("handoff-checkout", "no checkout element where `checkout` says"),
    ("order-unreachable", "no answer from the order service"),
    (
        "order-nonsense",
        "an answer of the order service that isn’t one, or an order of another total than was confirmed",
    ),
    ("order-refused", "the order service found faults; `pointer` has the first one’s place"),
    ("order-closed", "the order service takes no orders"),
    ("policy", "the page’s own content policy stops the widget; only the page is told"),
    ("handoff-paddle", "Paddle.js isn’t there, or not initialised"),
];

fn codes() -> String {
    rows(&["Code", "Means"], CODES.iter().map(|(word, meaning)| vec![code(word), inline(meaning)]))
}

/// A planner to try things on.
fn planner() -> String {
    let tag = PLANNER.tag;
    format!(
        "<div class=\"try\" id=\"try\"><{tag} catalog=\"sample.json\" days=\"30\" \
         data-mb=\"3072\" minutes=\"60\" locale=\"en\"></{tag}></div>\n"
    )
}

fn custom_properties() -> String {
    rows(
        &["Property", "Effect", "Default", "Try"],
        properties().iter().map(|property| {
            let try_it = format!(
                "<input type=\"text\" data-property=\"{name}\" aria-label=\"{name}\" \
                 placeholder=\"{}\" spellcheck=\"false\" autocomplete=\"off\">",
                escape(example(property.name)),
                name = property.name,
            );
            vec![code(property.name), inline(property.effect), code(&property.default), try_it]
        }),
    )
}

/// A value that shows what a property does.
fn example(name: &str) -> &'static str {
    match name {
        name if name.contains("-color-") => "rebeccapurple",
        "--simfare-font-family" => "Georgia, serif",
        "--simfare-font-size" => "1.25rem",
        "--simfare-font-weight" => "300",
        "--simfare-font-weight-strong" => "900",
        "--simfare-line-height" => "2",
        name if name.contains("-font-scale-") => "1.5em",
        "--simfare-space" => "7px",
        "--simfare-padding" => "40px",
        "--simfare-trip-width" => "300px",
        "--simfare-shadow" => "0 0 24px gray",
        "--simfare-motion" => "1s",
        "--simfare-border-width" => "3px",
        _ => "24px",
    }
}

fn part_list() -> String {
    rows(
        &["Part", "What it is"],
        parts().iter().map(|part| {
            let name = escape(part.name);
            let button = format!(
                "<button type=\"button\" data-part=\"{name}\" aria-pressed=\"false\">\
                 <code>{name}</code></button>"
            );
            vec![button, inline(part.what)]
        }),
    )
}

/// A document's fields, from its schema: the document first, then what it is made of.
fn fields(document: &str) -> Result<String> {
    let schema = simfare_engine::schema::of(document).ok_or_else(|| format!("no {document}"))?;
    let schema = Json::parse(schema.as_bytes()).map_err(|faults| faults.to_string())?;
    let mut html = format!("<h3>{}</h3>\n", escape(text(&schema, "title")));
    html += &objects(&schema);
    if let Some(Json::Object(definitions)) = member(&schema, "$defs") {
        for (name, definition) in definitions {
            let list = objects(definition);
            // Some words, or an object.
            let has_words = member(definition, "properties").is_none();
            let kind = if list.is_empty() || has_words { kind(definition) } else { String::new() };
            let about = text(definition, "description").lines().next().unwrap_or_default();
            html += &format!(
                "<h4 id=\"{document}-{name}\">{}</h4>\n<p>{}</p>\n{}{list}",
                escape(name),
                inline(about),
                if kind.is_empty() { String::new() } else { format!("<p>{kind}</p>\n") },
            );
        }
    }
    // Types link to where they stand.
    Ok(html.replace("href=\"#/$defs/", &format!("href=\"#{document}-")))
}

/// The tables of an object, or of each that it may be.
fn objects(schema: &Json<'_>) -> String {
    if let Some(Json::List(all)) = member(schema, "oneOf").or(member(schema, "anyOf"))
        && member(schema, "properties").is_none()
    {
        return all.iter().map(objects).collect();
    }
    let Some(Json::Object(properties)) = member(schema, "properties") else { return String::new() };
    let required = match member(schema, "required") {
        Some(Json::List(required)) => required.as_slice(),
        _ => &[],
    };
    rows(
        &["Field", "Type", "Meaning"],
        properties.iter().map(|(name, property)| {
            let needed = required.iter().any(|r| matches!(r, Json::Text(text) if text == name));
            let default = match member(property, "default") {
                Some(default) => format!("; {} where missing", code(&default.to_string())),
                None if needed => String::new(),
                None => "; may be missing".to_owned(),
            };
            let about = text(property, "description");
            vec![
                code(name),
                kind(property),
                format!("{}{default}", inline(about.trim_end_matches('.'))),
            ]
        }),
    )
}

/// What kind of value it is.
fn kind(schema: &Json<'_>) -> String {
    let reference = text(schema, "$ref");
    if let Some(name) = reference.rsplit('/').next().filter(|name| !name.is_empty()) {
        return format!("<a href=\"{}\">{}</a>", escape(reference), escape(name));
    }
    if let Some(value) = member(schema, "const") {
        return code(&value.to_string());
    }
    if let Some(Json::List(values)) = member(schema, "enum") {
        return values.iter().map(|v| code(&v.to_string())).collect::<Vec<_>>().join(", ");
    }
    if let Some(Json::List(all)) = member(schema, "anyOf") {
        return all.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let (least, most) = (member(schema, "minimum"), member(schema, "maximum"));
    match (text(schema, "type"), least, most) {
        ("array", _, _) => {
            let items = member(schema, "items").map(kind).unwrap_or_default();
            format!("list of {items}")
        }
        ("integer", Some(least), Some(most)) => format!("{least} to {most}"),
        ("boolean", _, _) => format!("{} or {}", code("true"), code("false")),
        ("object", _, _) => "object".to_owned(),
        ("string", _, _) => match text(schema, "pattern") {
            "" => "string".to_owned(),
            pattern => format!("string, {}", code(pattern)),
        },
        (other, _, _) => escape(other),
    }
}

fn member<'j>(json: &'j Json<'_>, name: &str) -> Option<&'j Json<'j>> {
    match json {
        Json::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, value)| value),
        _ => None,
    }
}

fn text<'j>(json: &'j Json<'_>, name: &str) -> &'j str {
    match member(json, name) {
        Some(Json::Text(text)) => text,
        _ => "",
    }
}

/// The playground: attributes, a catalog, its faults, the planner, what to copy.
fn playground() -> String {
    let tag = PLANNER.tag;
    let fields: String = PLANNER
        .attributes()
        .iter()
        .filter(|attribute| !matches!(attribute.name, "catalog" | "request"))
        .map(|attribute| {
            let name = attribute.name;
            let common = format!(
                "id=\"set-{name}\" data-attribute=\"{name}\" aria-describedby=\"about-{name}\""
            );
            let control = match attribute.words {
                [] => {
                    let kind = match name {
                        _ if attribute.is_number => "type=\"number\" min=\"0\"",
                        "start" => "type=\"date\"",
                        _ => "type=\"text\" spellcheck=\"false\"",
                    };
                    format!("<input {common} {kind} autocomplete=\"off\">")
                }
                words => {
                    let options: String =
                        words.iter().map(|word| format!("<option>{word}</option>")).collect();
                    format!("<select {common}><option value=\"\"></option>{options}</select>")
                }
            };
            format!(
                "<div class=\"field\"><label for=\"set-{name}\"><code>{name}</code></label>{control}\
                 <small id=\"about-{name}\">{}</small></div>\n",
                inline(attribute.meaning),
            )
        })
        .collect();
    format!(
        "<p>Set attributes, edit the catalog; the planner below follows. Nothing leaves your \
         browser.</p>\n\
         <div class=\"playground\">\n\
         <section aria-labelledby=\"catalog-heading\">\n<h2 id=\"catalog-heading\">Catalog</h2>\n\
         <label for=\"catalog\">JSON, <code>simfare.catalog/1</code></label>\n\
         <textarea id=\"catalog\" rows=\"24\" spellcheck=\"false\" autocomplete=\"off\" \
         aria-describedby=\"faults-said\"></textarea>\n\
         <p id=\"faults-said\" role=\"status\"></p>\n<ul id=\"faults\"></ul>\n</section>\n\
         <section aria-labelledby=\"attributes-heading\">\n\
         <h2 id=\"attributes-heading\">Attributes</h2>\n<div class=\"fields\">\n{fields}</div>\n\
         </section>\n</div>\n\
         <section aria-labelledby=\"planner-heading\">\n<h2 id=\"planner-heading\">Planner</h2>\n\
         <{tag} id=\"planner\" locale=\"en\" days=\"30\" data-mb=\"3072\"></{tag}>\n\
         <p class=\"small\">Newest event: <code id=\"newest\">none yet</code></p>\n</section>\n\
         <section aria-labelledby=\"snippet-heading\">\n<h2 id=\"snippet-heading\">To copy</h2>\n\
         <pre tabindex=\"0\"><code id=\"snippet\"></code></pre>\n\
         <p><button type=\"button\" id=\"copy\">Copy</button> <span id=\"copied\" role=\"status\">\
         </span></p>\n</section>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_the_widget_sends() {
        let sources = [
            include_str!("../../../src/problem.rs"),
            include_str!("../../../src/handoff/mod.rs"),
            include_str!("../../../public/simfare.js"),
            include_str!("../../../src/checkout/send.rs"),
        ];
        for (code, _) in CODES {
            let quoted = format!("\"{code}\"");
            assert!(sources.iter().any(|source| source.contains(&quoted)), "{code}");
        }
        // And none is left out.
        let all = sources[0].split("Kind::").chain(sources[1].split("Self::"));
        for sent in all.filter_map(|rest| rest.split_once(" => \"")?.1.split_once("\",")) {
            let is_code = ["catalog-", "request-", "link-", "handoff-"];
            if is_code.iter().any(|start| sent.0.starts_with(start)) {
                assert!(CODES.iter().any(|(code, _)| *code == sent.0), "{} is missing", sent.0);
            }
        }
    }

    #[test]
    fn fields_come_from_the_schema() -> Result {
        let html = fields("catalog")?;
        for part in
            ["<h3>Catalog</h3>", "id=\"catalog-Plan\"", "href=\"#catalog-Amount\"", "throttle_kbps"]
        {
            assert!(html.contains(part), "{part}");
        }
        Ok(())
    }
}
