//! The exhaustive search that the properties rely on agrees with the vectors, and the check of
//! quotes accepts what it finds.

#![allow(clippy::unwrap_used)]

mod exhaustive;

use std::fs;
use std::path::{Path, PathBuf};

use simfare_engine::{Catalog, Request};

fn read(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn agree(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = read(&root.join("../../public/catalog.json"));
    let folder = root.join("tests/vectors").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let vector = read(&file);
        let catalog = vector.get("catalog").unwrap_or(&shipped).to_string();
        let catalog = Catalog::from_json(catalog.as_bytes()).unwrap();
        let request =
            Request::from_json(vector["request"].to_string().as_bytes(), &catalog).unwrap();
        let quote = exhaustive::solve(&catalog, &request, false).to_quote(&catalog, &request);
        let found: serde_json::Value = serde_json::from_str(&quote.to_json()).unwrap();
        let expected = &vector["expect"];
        let brands_and_totals = |alternatives: &serde_json::Value| -> Vec<_> {
            let list = alternatives.as_array().cloned().unwrap_or_default();
            list.iter().map(|one| (one["brand"].clone(), one["total"].clone())).collect()
        };
        let same = found["status"] == expected["status"]
            && found.get("total") == expected.get("total")
            && brands_and_totals(&found["alternatives"])
                == brands_and_totals(&expected["alternatives"]);
        if let Err(violations) = simfare_engine::verify(&catalog, &request, &quote) {
            for violation in violations {
                wrong.push(format!("{}: {violation}", file.display()));
            }
        }
        if !same {
            wrong.push(format!("{}: {found} but {expected}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn agrees_with_the_directed_vectors() {
    agree("directed");
}

#[test]
fn agrees_with_the_random_vectors() {
    agree("random");
}

#[test]
#[ignore = "takes minutes"]
fn agrees_with_the_vectors_of_the_shipped_catalog() {
    agree("us");
}
