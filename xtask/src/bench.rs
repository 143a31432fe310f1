//! How fast the engine is: native, in Chromium, and against HiGHS on the same instance; how fast
//! the planner is there and answers a key; what it takes and leaves behind, beside others; and how
//! many orders the service takes.

use crate::run::{command, run};
use crate::setup::{self, Toolchain};
use crate::{Result, bench_orders, build, project, widget};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = "simfare-bench-page";
const TARGET: &str = "wasm32-unknown-unknown";

/// What is measured, in the order in which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Native,
    Chromium,
    Highs,
    Cold,
    Hand,
    Heap,
    Peers,
    Orders,
}

impl Part {
    const ALL: [Self; 8] = [
        Self::Native,
        Self::Chromium,
        Self::Highs,
        Self::Cold,
        Self::Hand,
        Self::Heap,
        Self::Peers,
        Self::Orders,
    ];
    /// What is measured in the shipped site.
    const OF_SITE: [Self; 4] = [Self::Cold, Self::Hand, Self::Heap, Self::Peers];

    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Chromium => "chromium",
            Self::Highs => "highs",
            Self::Cold => "cold",
            Self::Hand => "hand",
            Self::Heap => "heap",
            Self::Peers => "peers",
            Self::Orders => "orders",
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    parts: Vec<Part>,
}

impl Options {
    pub(crate) fn parse(arguments: &[&str]) -> Result<Self> {
        let mut parts = Vec::new();
        for pair in arguments.chunks(2) {
            let ["--only", name] = pair else {
                return Err(format!("unknown option {}", pair[0]).into());
            };
            let part = Part::ALL.into_iter().find(|part| part.name() == *name);
            parts.push(part.ok_or_else(|| format!("nothing measured is called {name}"))?);
        }
        Ok(Self { parts: if parts.is_empty() { Part::ALL.to_vec() } else { parts } })
    }

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}

/// Sets up what is missing, then measures; each part prints a table.
pub(crate) fn all(options: &Options) -> Result {
    // Whatever takes long to set up comes before the first figure.
    let mut node = command("node");
    node.arg("benches/run.mjs");
    let in_wasm: Vec<&str> = [Part::Chromium, Part::Highs]
        .into_iter()
        .filter(|part| options.has(*part))
        .map(Part::name)
        .collect();
    if [Part::Chromium, Part::Cold, Part::Hand, Part::Heap].iter().any(|part| options.has(*part)) {
        setup::for_browser_tests()?;
    }
    if Part::OF_SITE.iter().any(|part| options.has(*part)) {
        build::site(build::Kind::Shipped)?;
        build::server()?;
    }
    if options.has(Part::Highs) {
        setup::for_benches()?;
    }
    if !in_wasm.is_empty() {
        node.args(&in_wasm).env("SIMFARE_BENCH_PAGE", page()?);
    }
    if options.has(Part::Native) {
        println!("\n## Native\n");
        run(command("cargo").args(["bench", "--package", "simfare-engine", "--bench", "quote"]))?;
    }
    if !in_wasm.is_empty() {
        run(&mut node)?;
    }
    for part in Part::OF_SITE.into_iter().filter(|part| options.has(*part)) {
        run(command("node")
            .arg(format!("benches/{}.mjs", part.name()))
            .env("SIMFARE_BINARY", project::server_binary())
            .env("SIMFARE_DIST", project::dist())
            .env("PATH", setup::search_path()?))?;
    }
    if options.has(Part::Orders) {
        bench_orders::all()?;
    }
    Ok(())
}

/// The engine for the browser, built as the widget is: the same compiler, profile and
/// options of wasm-opt. Returns the directory of the module.
fn page() -> Result<PathBuf> {
    let toolchain = setup::for_site()?;
    let mut cargo = command("cargo");
    cargo.args(["build", "--release", "--package", PAGE, "--target", TARGET]);
    toolchain.configure(&mut cargo);
    run(&mut cargo)?;

    let out = project::wasm_target().join("bench");
    let built = project::wasm_target().join(TARGET).join("release/simfare_bench_page.wasm");
    run(setup::tool("wasm-bindgen")?
        .args(["--target", "web", "--no-typescript", "--out-name", "page", "--out-dir"])
        .arg(&out)
        .arg(built))?;
    // Node.js knows by this what page.js is.
    fs::write(out.join("package.json"), "{\"private\":true,\"type\":\"module\"}\n")?;
    optimize(&out, toolchain)?;
    Ok(out)
}

fn optimize(out: &Path, toolchain: Toolchain) -> Result {
    let wasm = out.join("page_bg.wasm");
    widget::optimize(&wasm, &wasm)?;
    println!(
        "The measured wasm is built as the widget is: profile release, wasm-opt, {}; \
         {} bytes.",
        match toolchain {
            Toolchain::Default => "the project's compiler",
            Toolchain::Debian => "Debian's compiler",
        },
        fs::metadata(&wasm)?.len(),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_unless_told_otherwise() {
        let parts = |arguments: &[&str]| Options::parse(arguments).map(|options| options.parts);
        assert_eq!(parts(&[]).ok(), Some(Part::ALL.to_vec()));
        assert_eq!(parts(&["--only", "highs"]).ok(), Some(vec![Part::Highs]));
        assert!(parts(&["--only"]).is_err());
        assert!(parts(&["--only", "nothing"]).is_err());
        assert!(parts(&["--fast"]).is_err());
    }
}
