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

/// The pages that there are in Chinese, with their names in the menu; the others stay English.
const CHINESE: [(&str, &str); 2] = [("index", "嵌入"), ("orders", "订单")];

/// What stands around a page, in its language.
const AROUND: [[(&str, &str); 6]; 2] = [
    [
        ("lang", "en"),
        ("skip", "Skip to the text"),
        ("shop", "Demo shop"),
        ("site", "Site"),
        ("documentation", "Documentation"),
        ("licence", "Simfare, MIT or Apache-2.0, at your choice."),
    ],
    [
        ("lang", "zh-CN"),
        ("skip", "跳到正文"),
        ("shop", "演示商店"),
        ("site", "网站"),
        ("documentation", "文档"),
        ("licence", "Simfare，MIT 或 Apache-2.0 许可，任选其一。"),
    ],
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
    fs::create_dir_all(into.join("zh-CN"))?;
    for (file, _) in PAGES {
        let page = page(&template, file, &read(&format!("{file}.md"))?, false)?;
        fs::write(into.join(format!("{file}.html")), page)?;
    }
    for (file, _) in CHINESE {
        let page = page(&template, file, &read(&format!("zh-CN/{file}.md"))?, true)?;
        fs::write(into.join(format!("zh-CN/{file}.html")), page)?;
    }
    println!("docs: {} pages", PAGES.len() + CHINESE.len());
    Ok(())
}

fn page(template: &str, file: &str, text: &str, is_chinese: bool) -> Result<String> {
    let rendered = markdown::html(text);
    let mut content = String::new();
    for line in rendered.split_inclusive('\n') {
        match line.trim().strip_prefix("<p>{{").and_then(|rest| rest.strip_suffix("}}</p>")) {
            Some(what) => content += &tables::table(what)?,
            None => content += line,
        }
    }
    let in_chinese = |page: &str| CHINESE.iter().find(|(file, _)| *file == page).map(|(_, n)| *n);
    let menu: String = PAGES
        .iter()
        .map(|(other, name)| {
            let current = if *other == file { " aria-current=\"page\"" } else { "" };
            match in_chinese(other) {
                _ if !is_chinese => format!("<a href=\"{other}.html\"{current}>{name}</a>"),
                Some(name) => format!("<a href=\"{other}.html\"{current}>{name}</a>"),
                None => {
                    format!("<a href=\"../{other}.html\" hreflang=\"en\" lang=\"en\">{name}</a>")
                }
            }
        })
        .collect();
    let other = match is_chinese {
        true => format!("<a href=\"../{file}.html\" hreflang=\"en\" lang=\"en\">English</a>"),
        false if in_chinese(file).is_some() => {
            format!("<a href=\"zh-CN/{file}.html\" hreflang=\"zh-CN\" lang=\"zh-CN\">中文</a>")
        }
        false => String::new(),
    };
    let title = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or(file);
    let mut page = template.to_owned();
    let [english, chinese] = AROUND;
    for (place, words) in if is_chinese { chinese } else { english } {
        page = page.replace(&format!("{{{{{place}}}}}"), words);
    }
    Ok(page
        .replace("{{up}}", if is_chinese { "../" } else { "" })
        .replace("{{other}}", &other)
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
        let chinese = CHINESE.iter().map(|(file, _)| format!("zh-CN/{file}"));
        for file in PAGES.iter().map(|(file, _)| (*file).to_owned()).chain(chinese) {
            let page = fs::read_to_string(staging.join(format!("docs/{file}.html")))?;
            assert!(!page.contains("<p>{{"), "{file} has a place that nothing fills");
            assert!(!page.contains(" style=\"") && !page.contains("<script>"), "{file}");
            for target in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                if let Some(other) = path.strip_suffix(".html") {
                    let from = staging.join("docs").join(&file);
                    let there = from.with_file_name("").join(format!("{other}.html"));
                    assert!(there.exists(), "{file}: {target}");
                }
                if path.is_empty() {
                    assert!(page.contains(&format!("id=\"{anchor}\"")), "{file}: {target}");
                }
            }
        }
        Ok(())
    }
}
