//! The vectors: instances with the optimal totals that an independent solver found.

use std::fs;
use std::path::{Path, PathBuf};

use simfare_engine::{Catalog, Request};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn read() {
    let us =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/catalog.json")).unwrap();
    let us: serde_json::Value = serde_json::from_slice(&us).unwrap();
    for file in ["directed", "random", "us"].into_iter().flat_map(files) {
        let vector: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let catalog = vector.get("catalog").unwrap_or(&us).to_string();
        let catalog = Catalog::from_json(catalog.as_bytes()).unwrap_or_else(|f| panic!("{f}"));
        let again = Catalog::from_json(catalog.to_json().as_bytes()).unwrap();
        assert_eq!(*catalog, *again);
        let request = Request::from_json(vector["request"].to_string().as_bytes(), &catalog)
            .unwrap_or_else(|f| panic!("{file:?} {f}"));
        let text = request.to_json(catalog.minor_digits());
        assert_eq!(request, Request::from_json(text.as_bytes(), &catalog).unwrap());
        assert_eq!(request.check(&catalog), Ok(()));
    }
}
