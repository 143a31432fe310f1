//! What the widget's WebAssembly is made of, and what of it has grown: the code of each part, by
//! the names the compiler gave, before wasm-opt makes all of it smaller alike.

use crate::functions::functions;
use crate::{Result, project, widget};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Bytes of code, by part: crates, and modules of our own.
type Parts = BTreeMap<String, u64>;

/// What isn't worth a line of a table.
const LITTLE: u64 = 512;

/// The measure: the parts as they were when the budget was last met.
fn measure() -> PathBuf {
    project::root().join("xtask/sizes-by-part.json")
}

/// Takes the parts there are now as the measure of later ones.
pub(crate) fn take() -> Result {
    let mut json = serde_json::to_string_pretty(&now()?)?;
    json.push('\n');
    fs::write(measure(), json)?;
    Ok(())
}

/// Prints what has grown, or shrunk, since the measure was taken.
pub(super) fn print_growth() -> Result {
    let before: Parts = serde_json::from_slice(&fs::read(measure())?)?;
    println!("  code by part, in bytes before wasm-opt:");
    println!("  {:>9} {:>9} {:>9}  part", "was", "is", "more");
    for (part, was, is) in grown(&before, &now()?) {
        println!("  {was:>9} {is:>9} {:>+9}  {part}", is as i64 - was as i64);
    }
    Ok(())
}

/// The parts that changed by more than a little, the most grown first.
fn grown<'p>(before: &'p Parts, now: &'p Parts) -> Vec<(&'p str, u64, u64)> {
    let size = |parts: &Parts, part: &str| parts.get(part).copied().unwrap_or_default();
    let mut names: Vec<&String> = before.keys().chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let mut grown: Vec<_> = names
        .into_iter()
        .map(|part| (&**part, size(before, part), size(now, part)))
        .filter(|(_, was, is)| was.abs_diff(*is) > LITTLE)
        .collect();
    grown.sort_by_key(|(_, was, is)| *was as i64 - *is as i64);
    grown
}

fn now() -> Result<Parts> {
    let mut parts = Parts::new();
    for (module, wasm) in widget::with_names()? {
        for function in functions(&fs::read(&wasm)?)? {
            let part = format!("{module}: {}", part_of(&function.name));
            *parts.entry(part).or_default() += function.body.len() as u64;
        }
    }
    Ok(parts)
}

/// The part a function belongs to: a module of ours, or another's crate, and then for which of
/// ours it was made.
fn part_of(function: &str) -> String {
    const OURS: [&str; 2] = ["simfare_widget", "simfare_engine"];
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut paths = function.split(|c| !is_path(c)).filter(|path| path.contains("::"));
    let module = |path: &str| path.split("::").take(2).collect::<Vec<_>>().join("::");
    let is_ours = |path: &str| OURS.iter().any(|ours| path.starts_with(ours));
    let Some(first) = paths.next() else { return "other".to_owned() };
    if is_ours(first) {
        return module(first);
    }
    let krate = first.split("::").next().unwrap_or_default();
    match paths.find(|path| is_ours(path)) {
        Some(ours) => format!("{krate} for {}", module(ours)),
        None => krate.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_modules_of_ours_or_to_crates() {
        for (function, part) in [
            ("simfare_widget::answer::bill::bill::h0123", "simfare_widget::answer"),
            (
                "<simfare_engine::request::Request as core::fmt::Debug>::fmt",
                "simfare_engine::request",
            ),
            ("core::ptr::drop_in_place<simfare_widget::dom::El>", "core for simfare_widget::dom"),
            ("<alloc::string::String as core::fmt::Write>::write_str", "alloc"),
            ("memcpy", "other"),
        ] {
            assert_eq!(part_of(function), part, "{function}");
        }
    }

    #[test]
    fn what_grew_most_comes_first_and_little_isnt_told() {
        let parts =
            |of: &[(&str, u64)]| of.iter().map(|(part, n)| ((*part).to_owned(), *n)).collect();
        let before: Parts = parts(&[("a", 1000), ("b", 9000), ("c", 5000)]);
        let now: Parts = parts(&[("a", 1100), ("b", 2000), ("c", 6000), ("d", 4000)]);
        assert_eq!(grown(&before, &now), [("d", 0, 4000), ("c", 5000, 6000), ("b", 9000, 2000)]);
    }
}
