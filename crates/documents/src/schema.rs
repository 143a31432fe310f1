//! JSON Schemas (draft 2020-12) of the documents, from their one definition (`format::document!`).
//!
//! A schema refuses what the reader refuses for its form, as far as JSON Schema can say it. It
//! can't say that ids are unique and references name something, that a window ends after it
//! begins, that an amount has no more digits than its currency and a day is in the calendar
//! (30 February), that `1.0` isn't written as a whole number, that a member is given once, how
//! many offers or days there are together, and how large a file may be. For those there is
//! `simfare check`.

use std::borrow::Cow;

use crate::catalog::CatalogDocument;
use crate::catalog::links::{MAX_BRANDS, MAX_HOLIDAYS, MAX_OFFERS};
use crate::format::{Format, Json};
use crate::quote::Quote;
use crate::request::{MAX_PHASES, Request};

/// The documents that have a schema here, by the name the command line has for them.
pub const DOCUMENTS: [&str; 3] = ["catalog", "request", "quote"];

/// The schema of a document by its name; the text ends with a line feed.
pub fn of(name: &str) -> Option<String> {
    let (title, schema) = match name {
        "catalog" => ("Catalog", catalog()),
        "request" => ("Request", request()),
        "quote" => ("Quote", quote()),
        _ => return None,
    };
    let Json::Object(mut members) = schema else { return None };
    members.insert(2, ("title".into(), text(title)));
    serde_json::to_string_pretty(&Json::Object(members)).ok().map(|text| text + "\n")
}

fn catalog() -> Json<'static> {
    document::<CatalogDocument>("catalog", |into| {
        into.limit("CatalogDocument", "brands", "maxItems", MAX_BRANDS);
        for list in ["plans", "addons"] {
            into.limit("CatalogDocument", list, "maxItems", MAX_OFFERS);
        }
        into.limit("Paygo", "topups", "maxItems", MAX_OFFERS);
        into.limit("Seller", "holidays", "maxItems", MAX_HOLIDAYS);
        into.limit("Addon", "plans", "minItems", 1);
        let either =
            ["percent", "amount"].map(|name| object_of([("required", list([text(name)]))]));
        into.amend("Coupon", ("oneOf", list(either)));
    })
}

fn request() -> Json<'static> {
    document::<Request>("request", |into| {
        into.limit("Request", "phases", "minItems", 1);
        into.limit("Request", "phases", "maxItems", MAX_PHASES);
        let keeps = object_of([
            ("properties", object_of([("number", constant("keep"))])),
            ("required", list([text("number")])),
        ]);
        into.amend("Request", ("if", keeps));
        into.amend("Request", ("then", object_of([("required", list([text("line")]))])));
    })
}

fn quote() -> Json<'static> {
    document::<Quote>("quote", |into| {
        // What is bought may cost more than any one offer.
        let sum = "An amount of money, a decimal string such as `\"3.00\"`, with the currency's \
            digits after the point.";
        // What `verify` says of these, too.
        let status = object_of([("status", constant("infeasible"))]);
        let none = object_of([("type", text("array")), ("maxItems", Json::Whole(0))]);
        let never = || Json::Bool(false);
        into.amend("Quote", ("if", object_of([("properties", status)])));
        let without = object_of([("total", never()), ("purchases", none)]);
        let then = object_of([("required", list([text("reason")])), ("properties", without)]);
        into.amend("Quote", ("then", then));
        let without = object_of([("reason", never())]);
        let other = object_of([("required", list([text("total")])), ("properties", without)]);
        into.amend("Quote", ("else", other));
        into.take("Amount");
        into.define("Amount", |_| decimal(sum, 14, 4));
    })
}

/// A document's schema with all its definitions, after `refine` has said what ties its parts.
fn document<T: Format>(name: &str, refine: impl FnOnce(&mut Definitions)) -> Json<'static> {
    let mut into = Definitions::default();
    let root = T::schema(&mut into);
    refine(&mut into);
    // The document itself isn't defined but described.
    let defined = root.text_of("$ref").and_then(|name| name.strip_prefix("#/$defs/"));
    let root = defined.and_then(|defined| into.take(defined)).unwrap_or(root.clone());
    let mut members = vec![
        ("$schema".into(), text("https://json-schema.org/draft/2020-12/schema")),
        ("$id".into(), text(&format!("urn:simfare:{name}:1"))),
    ];
    if let Json::Object(of_root) = root {
        members.extend(of_root);
    }
    into.0.sort_by(|(a, _), (b, _)| a.cmp(b));
    members.push(("$defs".into(), Json::Object(into.0)));
    Json::Object(members)
}

/// The named parts of a schema.
#[derive(Debug, Default)]
pub struct Definitions(Vec<(Cow<'static, str>, Json<'static>)>);

impl Definitions {
    /// Defines a name, unless it is already, and refers to it.
    pub(crate) fn define(
        &mut self,
        name: &'static str,
        schema: impl FnOnce(&mut Self) -> Json<'static>,
    ) -> Json<'static> {
        if !self.0.iter().any(|(known, _)| known == name) {
            let schema = schema(self);
            self.0.push((name.into(), schema));
        }
        object_of([("$ref", text(&format!("#/$defs/{name}")))])
    }

    /// The schema of a form that has no name of its own.
    pub(crate) fn inline<T: Format>(&mut self) -> Json<'static> {
        let schema = T::schema(self);
        let name = schema.text_of("$ref").and_then(|name| name.strip_prefix("#/$defs/"));
        name.and_then(|name| self.take(name)).unwrap_or(schema.clone())
    }

    fn take(&mut self, name: &str) -> Option<Json<'static>> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// Adds a keyword to a definition.
    fn amend(&mut self, name: &str, (keyword, value): (&'static str, Json<'static>)) {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        if let Some((_, Json::Object(members))) = found {
            members.push((keyword.into(), value));
        }
    }

    /// Adds a bound to a member of a definition.
    fn limit(&mut self, name: &str, member: &str, keyword: &'static str, bound: usize) {
        let found = self.0.iter_mut().find(|(known, _)| known == name).map(|(_, schema)| schema);
        let properties = found.and_then(|schema| member_mut(schema, "properties"));
        if let Some(Json::Object(members)) = properties.and_then(|all| member_mut(all, member)) {
            members.push((keyword.into(), Json::Whole(bound as u64)));
        }
    }
}

fn member_mut<'j>(json: &'j mut Json<'static>, name: &str) -> Option<&'j mut Json<'static>> {
    match json {
        Json::Object(members) => members.iter_mut().find(|(n, _)| n == name).map(|(_, v)| v),
        _ => None,
    }
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static [&'static str],
    pub(crate) schema: Json<'static>,
    pub(crate) required: bool,
    pub(crate) default: Option<Json<'static>>,
}

/// An object with these members and no others.
pub(crate) fn object(docs: &[&str], members: Vec<Member>) -> Json<'static> {
    let required: Vec<_> =
        members.iter().filter(|member| member.required).map(|member| text(member.name)).collect();
    let properties = members.into_iter().map(|member| {
        let Json::Object(schema) = member.schema else {
            return (member.name.into(), member.schema);
        };
        let mut described = schema;
        described.retain(|(name, _)| name != "description");
        described.insert(0, ("description".into(), text(&description(member.docs))));
        if let Some(default) = member.default {
            described.push(("default".into(), default));
        }
        (member.name.into(), Json::Object(described))
    });
    let mut schema = vec![
        ("description".into(), text(&description(docs))),
        ("type".into(), text("object")),
        ("properties".into(), Json::Object(properties.collect())),
    ];
    if !required.is_empty() {
        schema.push(("required".into(), Json::List(required)));
    }
    schema.push(("additionalProperties".into(), Json::Bool(false)));
    Json::Object(schema)
}

/// A form of which exactly one group of optional members is there, as so many objects.
pub(crate) fn choice<T: Format>(
    into: &mut Definitions,
    about: &str,
    groups: &[&[&str]],
) -> Json<'static> {
    let form = into.inline::<T>();
    let is_other = |group: &[&str], name: &str| {
        !group.contains(&name) && groups.iter().any(|other| other.contains(&name))
    };
    let alternatives = groups.iter().map(|group| {
        let mut one = form.clone();
        if let Json::Object(members) = &mut one {
            members.retain(|(name, _)| name != "description" && name != "required");
            let required = form
                .items_of("required")
                .iter()
                .filter_map(Json::text)
                .chain(group.iter().copied());
            members.push(("required".into(), list(required.map(text).collect::<Vec<_>>())));
        }
        if let Some(Json::Object(properties)) = member_mut(&mut one, "properties") {
            properties.retain(|(name, _)| !is_other(group, name));
        }
        one
    });
    object_of([("description", text(about)), ("oneOf", Json::List(alternatives.collect()))])
}

/// One of a few words, each with its meaning.
pub(crate) fn words(docs: &[&str], words: &[(&str, &[&str])]) -> Json<'static> {
    let mut about = description(docs);
    for (word, docs) in words {
        about += &format!("\n- `{word}`: {}", description(docs));
    }
    let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    one_of(&about, &all)
}

/// One of these texts.
pub(crate) fn one_of(about: &str, all: &[&str]) -> Json<'static> {
    let all = all.iter().map(|word| text(word)).collect();
    object_of([("description", text(about)), ("enum", Json::List(all))])
}

/// Exactly this text.
pub(crate) fn constant(value: &str) -> Json<'static> {
    object_of([("const", text(value))])
}

/// A value of a JSON type.
pub(crate) fn typed(kind: &str) -> Json<'static> {
    object_of([("type", text(kind))])
}

/// A whole number between two bounds.
pub(crate) fn whole(least: u64, most: u64) -> Json<'static> {
    object_of([
        ("type", text("integer")),
        ("minimum", Json::Whole(least)),
        ("maximum", Json::Whole(most)),
    ])
}

/// A text of a form.
pub(crate) fn pattern(about: &str, pattern: &str) -> Json<'static> {
    object_of([("description", text(about)), ("type", text("string")), ("pattern", text(pattern))])
}

/// A decimal string up to 10^`digits`, with so many digits after the point.
pub(crate) fn decimal(about: &str, digits: u32, after: u32) -> Json<'static> {
    let most = format!("1{}", "0".repeat(digits as usize));
    let form =
        format!(r"^0*([0-9]{{1,{digits}}}(\.[0-9]{{1,{after}}})?|{most}(\.0{{1,{after}}})?)$");
    pattern(about, &form)
}

/// A date.
pub(crate) fn date(about: &str) -> Json<'static> {
    let form = "^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
    let mut schema = pattern(about, form);
    if let Json::Object(members) = &mut schema {
        members.push(("format".into(), text("date")));
    }
    schema
}

/// Any of these.
pub(crate) fn any_of(about: &str, all: Vec<Json<'static>>) -> Json<'static> {
    object_of([("description", text(about)), ("anyOf", Json::List(all))])
}

/// A list of any length.
pub(crate) fn list_of(items: Json<'static>) -> Json<'static> {
    object_of([("type", text("array")), ("items", items)])
}

/// A list of two.
pub(crate) fn pair(about: &str, items: Json<'static>) -> Json<'static> {
    object_of([
        ("description", text(about)),
        ("type", text("array")),
        ("items", items),
        ("minItems", Json::Whole(2)),
        ("maxItems", Json::Whole(2)),
    ])
}

fn text(text: &str) -> Json<'static> {
    Json::Text(text.to_owned().into())
}

fn list(items: impl IntoIterator<Item = Json<'static>>) -> Json<'static> {
    Json::List(items.into_iter().collect())
}

fn object_of<const N: usize>(members: [(&'static str, Json<'static>); N]) -> Json<'static> {
    Json::Object(members.map(|(name, value)| (name.into(), value)).into())
}

/// Documentation for readers who know neither the code nor its specification.
fn description(lines: &[&str]) -> String {
    let joined = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let mut plain = String::new();
    let mut rest = joined.trim();
    // "(model.md §5)" names a paper that doesn't come along.
    while let Some((before, after)) = rest.split_once(" (") {
        let Some((inside, outside)) = after.split_once(')') else { break };
        plain += before;
        if !inside.contains(".md") {
            plain += &format!(" ({inside})");
        }
        rest = outside;
    }
    plain += rest;
    // Links of the documentation.
    plain.replace("[`", "`").replace("`]", "`")
}
