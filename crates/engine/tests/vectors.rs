//! The vectors: instances with the optimal totals that an independent solver found (those in `found/`:
//! the exhaustive search).

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use simfare_engine::quote::Alternative;
use simfare_engine::{Catalog, Quote, Request, cheapest, quote, verify};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Each vector of a folder, with its catalog and request; those without a catalog are for the
/// real one.
fn vectors(folder: &str) -> impl Iterator<Item = (PathBuf, Value, Catalog, Request)> {
    files(folder).into_iter().map(|file| {
        let vector: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let catalog = match vector.get("catalog") {
            Some(catalog) => catalog.to_string().into_bytes(),
            None => {
                fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalog.json"))
                    .unwrap()
            }
        };
        let catalog =
            Catalog::from_json(&catalog).unwrap_or_else(|faults| panic!("{file:?}\n{faults}"));
        let request = Request::from_json(vector["request"].to_string().as_bytes(), &catalog)
            .unwrap_or_else(|faults| panic!("{file:?}\n{faults}"));
        (file, vector["expect"].clone(), catalog, request)
    })
}

fn check(folder: &str) {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (file, expect, catalog, request) in vectors(folder) {
        count += 1;
        let digits = catalog.minor_digits();
        let answer = quote(&catalog, &request).unwrap();
        let alone = Quote { alternatives: Vec::new(), ..answer.clone() };
        assert_eq!(cheapest(&catalog, &request), Ok(alone), "{file:?}");
        let found = serde_json::json!({
            "status": answer.status.word(),
            "total": answer.total.map(|total| total.to_decimal_string(digits)),
            "alternatives": answer.alternatives.iter().map(|Alternative { brand, total, .. }| {
                serde_json::json!({"brand": brand.as_str(), "total": total.to_decimal_string(digits)})
            }).collect::<Vec<_>>(),
        });
        if let Err(violations) = verify(&catalog, &request, &answer) {
            let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
            wrong.push(format!("{}: {}", file.display(), lines.join("; ")));
        }
        for (part, count) in [("purchases", answer.purchases.len()), ("brands", brands(&answer))] {
            if expect.get(part).is_some_and(|expected| expected.as_u64() != Some(count as u64)) {
                wrong.push(format!("{}: {count} {part}, not {}", file.display(), expect[part]));
            }
        }
        for part in ["status", "total", "alternatives"] {
            let expected = expect.get(part).cloned().unwrap_or_else(|| match part {
                "alternatives" => Value::Array(Vec::new()),
                _ => Value::Null,
            });
            if expected != found[part] {
                wrong.push(format!(
                    "{}: {part}: expected {expected}, found {}",
                    file.display(),
                    found[part]
                ));
            }
        }
    }
    assert!(count > 0, "no vectors in {folder}");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

fn brands(answer: &Quote) -> usize {
    answer.purchases.iter().map(|purchase| &purchase.brand).collect::<BTreeSet<_>>().len()
}

/// Instances on which the optimiser was wrong once.
#[test]
fn found_by_the_exhaustive_search() {
    check("found");
}

#[test]
fn each_sentence_of_the_model() {
    check("directed");
}

#[test]
fn every_rule_mixed() {
    check("random");
}

#[test]
fn the_real_catalog() {
    check("us");
}

#[test]
fn documents_read_back_as_they_were_written() {
    for (file, _, catalog, request) in
        ["directed", "random", "us", "found"].into_iter().flat_map(vectors)
    {
        let again = Catalog::from_json(catalog.to_json().as_bytes()).unwrap();
        assert_eq!(*catalog, *again, "{file:?}");
        let text = request.to_json(catalog.minor_digits());
        assert_eq!(Ok(request.clone()), Request::from_json(text.as_bytes(), &catalog), "{file:?}");
        assert_eq!(request.check(&catalog), Ok(()));
    }
}
