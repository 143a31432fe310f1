//! The documentation's pages, `docs/*.md` into `dist/docs/*.html`: plain files without inline
//! script or style, their tables from the same lists as the npm package's types.

mod markdown;
mod tables;

use crate::{Result, project};
use std::fs;
use std::path::Path;

/// The pages in the order of the menu: file and name.
const PAGES: [(&str, &str); 5] = [
    ("index", "Embed"),
    ("catalog", "Catalog"),
    ("orders", "Orders"),
    ("reference", "Reference"),
    ("playground", "Playground"),
];

/// Writes all pages into the staged site.
pub(crate) fn write(staging: &Path) -> Result {
    let source = project::root().join("docs");
    let read = |name: &str| {
        let path = source.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let template = read("page.html")?;
    let into = staging.join("docs");
    fs::create_dir_all(&into)?;
    for (file, name) in PAGES {
        let page = page(&template, file, name, &read(&format!("{file}.md"))?)?;
        fs::write(into.join(format!("{file}.html")), page)?;
    }
    println!("docs: {} pages", PAGES.len());
    Ok(())
}

fn page(template: &str, file: &str, name: &str, text: &str) -> Result<String> {
    let rendered = markdown::html(text);
    let mut content = String::new();
    for line in rendered.split_inclusive('\n') {
        match line.trim().strip_prefix("<p>{{").and_then(|rest| rest.strip_suffix("}}</p>")) {
            Some(what) => content += &tables::table(what)?,
            None => content += line,
        }
    }
    let menu: String = PAGES
        .iter()
        .map(|(other, name)| {
            let current = if *other == file { " aria-current=\"page\"" } else { "" };
            format!("<a href=\"{other}.html\"{current}>{name}</a>")
        })
        .collect();
    let title = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or(name);
    Ok(template
        .replace("{{title}}", title)
        .replace("{{nav}}", &menu)
        .replace("{{content}}", content.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_made_and_links_to_pages_that_are() -> Result {
        let staging = project::target().join("tmp/docs-test");
        if staging.exists() {
            fs::remove_dir_all(&staging)?;
        }
        write(&staging)?;
        for (file, _) in PAGES {
            let page = fs::read_to_string(staging.join(format!("docs/{file}.html")))?;
            assert!(!page.contains("<p>{{"), "{file} has a place that nothing fills");
            assert!(!page.contains(" style=\"") && !page.contains("<script>"), "{file}");
            for target in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                if let Some(other) = path.strip_suffix(".html") {
                    assert!(PAGES.iter().any(|(page, _)| *page == other), "{file}: {target}");
                }
                if path.is_empty() {
                    assert!(page.contains(&format!("id=\"{anchor}\"")), "{file}: {target}");
                }
            }
        }
        Ok(())
    }
}
