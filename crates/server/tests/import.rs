//! `simfare import`: catalogs out of spreadsheets and package lists.

mod support;

use serde_json::{Value, json};
use simfare_engine::Catalog;
use std::path::{Path, PathBuf};
use support::{empty_dir, file, run, simfare};

const OFFERS: &str = include_str!("fixtures/offers.csv");
const AIRALO: &str = include_str!("fixtures/airalo.json");

/// A catalog that is one, and the notes.
fn imported(arguments: &[&str], files: &[&Path]) -> (Value, String) {
    let mut command = simfare();
    let (out, err, code) = run(command.arg("import").args(arguments).args(files));
    assert_eq!(code, Some(0), "{err}");
    Catalog::from_json(out.as_bytes()).unwrap_or_else(|faults| panic!("{faults}\n{out}"));
    (serde_json::from_str(&out).expect("JSON"), err)
}

fn faults(arguments: &[&str], files: &[&Path]) -> Vec<String> {
    let mut command = simfare();
    let (out, err, code) = run(command.arg("import").args(arguments).args(files));
    assert_eq!((out.as_str(), code), ("", Some(2)), "{err}");
    err.lines().map(str::to_owned).collect()
}

fn csv(name: &str, text: &str) -> PathBuf {
    file(&empty_dir(name), "offers.csv", text)
}

#[test]
fn a_spreadsheet_becomes_a_catalog() {
    let offers = csv("csv-right", OFFERS);
    let (catalog, notes) = imported(
        &["csv", "--id", "heron", "--currency", "EUR", "--updated", "2026-11-20"],
        &[&offers],
    );
    assert_eq!(notes, "");
    let source = json!({"url": "https://heron.example/plans", "date": "2026-11-01"});
    assert_eq!(
        catalog,
        json!({
            "schema": "simfare.catalog/1", "id": "heron", "currency": "EUR", "updated": "2026-11-20",
            "brands": [
                {"id": "heron-mobile", "name": "Heron Mobile", "network": "Blue Net", "number": true,
                    "sim": ["esim", "physical"], "new_line_fee": "1.50", "grace_days": 10},
                {"id": "kite-travel", "name": "Kite Travel", "number": false, "sim": ["esim"]},
            ],
            "plans": [
                {"id": "heron-mobile-5-gb-month", "brand": "heron-mobile", "name": "5 GB month",
                    "price": "12.00", "autopay_price": "11.00", "validity": {"days": 30},
                    "data_mb": 5120, "minutes": 300, "sms": "unlimited",
                    "after_cap": {"throttle_kbps": 128}, "handoff": {"shopify_variant": "40001"},
                    "source": source},
                {"id": "heron-mobile-quarter", "brand": "heron-mobile", "name": "Quarter",
                    "price": "33.00", "validity": {"months": 3}, "data_mb": 1536,
                    "minutes": "unlimited", "sms": "unlimited",
                    "handoff": {"shopify_variant": "40002"}},
                {"id": "kite-travel-unlimited-week", "brand": "kite-travel",
                    "name": "Unlimited week", "price": "25.00", "validity": {"days": 7},
                    "data_mb": "unlimited"},
            ],
            "addons": [{"id": "heron-mobile-extra-data-1-gb", "brand": "heron-mobile",
                "name": "Extra data, 1 GB", "price": "4.00", "data_mb": 1024,
                "plans": ["heron-mobile-quarter"], "max_per_period": 3}],
            "paygo": [{"id": "heron-mobile-credit", "brand": "heron-mobile", "name": "Credit",
                "rates": {"data_mb": "0.02", "minutes": "0.05", "sms": "0.04"},
                "extend": "from_now",
                "topups": [
                    {"id": "heron-mobile-ten", "price": "10.00", "credit": "10.00", "days": 90,
                        "handoff": {"shopify_variant": "40003"}},
                    {"id": "heron-mobile-twenty", "price": "20.00", "credit": "21.00", "days": 180},
                ]}],
        })
    );
}

#[test]
fn semicolons_tabs_and_a_byte_order_mark_are_as_good() {
    let plain = imported(&["csv", "--updated", "2026-11-20"], &[&csv("csv-plain", OFFERS)]);
    let quoted = OFFERS.replace("\"Extra data, 1 GB\"", "Extra data; 1 GB");
    for (name, separator) in [("csv-semicolons", ";"), ("csv-tabs", "\t")] {
        let text = quoted.replace("Extra data; 1 GB", "EXTRA").replace(',', separator);
        let text = format!("\u{feff}{}", text.replace("EXTRA", "\"Extra data, 1 GB\""));
        let file = csv(name, &text.replace('\n', "\r\n"));
        assert_eq!(imported(&["csv", "--updated", "2026-11-20"], &[&file]), plain, "{name}");
    }
}

#[test]
fn every_fault_of_a_spreadsheet_is_named_by_its_cell() {
    let offers = csv(
        "csv-faulty",
        "brand,number,sim,grace_days,id,name,price,days,months,data,minutes,sale_price,sale_from,colour\n\
         A,yes,esim,ten,,One,12.345,30,,5,many,,,red\n\
         A,maybe,,,,,9.00,30,,,,,,\n\
         A,,nano,,x,Three,$9,0,,1 GB,,8.00,2026-02-30,\n\
         \n\
         B,,,,x,Five,,30,2,,,,,\n\
         中,yes,esim,,,Six,1.00,1,,,,,,\n\
         A,yes,esim,,,Seven,1.00,1,,,,,,,more\n\
         A,yes,esim,,,\"Ei\nght\",1.00,,,,,,,\n\
         A,no,,,,Nine,1.00,1,,,,,,\n\
         ,,,,,Ten,1.005,,,five,,,,\n",
    );
    assert_eq!(
        faults(&["csv"], &[&offers]),
        [
            "row 1, column 14: no column is called “colour”",
            "row 2, grace_days: must be a whole number from 0 to 1000000000",
            "row 2, data: must be like 5 GB, 500 MB or unlimited",
            "row 2, minutes: must be a whole number from 0 to 1000000000",
            "row 3, number: must be yes or no",
            "row 3, name: missing",
            "row 4, sim: an earlier row of the brand “a” says otherwise",
            "row 6, price: missing",
            "row 7, brand: no id can be made of this name; give one in the column brand_id",
            "row 8, column 15: there are more cells than columns; is a comma not in quotes?",
            "row 9, days: missing; or say how many months",
            "row 10, number: an earlier row of the brand “a” says otherwise",
            "row 11, brand: missing",
            "row 11, days: missing; or say how many months",
            "row 11, data: must be like 5 GB, 500 MB or unlimited",
            "row 6, number: missing",
            "row 6, sim: missing",
            "row 2, price: must have at most 2 digits after the point",
            "row 4, price: must be a decimal string such as \"3.00\", digits and a point only",
            "row 4, days: must be a whole number from 1 to 1000000000",
            "row 4, sale_from: must be a date of the calendar as \"YYYY-MM-DD\", from 1900 on",
            "row 4, sale_until: missing",
            "row 6, days: must have exactly one of \"days\" and \"months\"",
            "row 11, price: must have at most 2 digits after the point",
            "row 6, id: \"x\" is given to another one already",
        ]
    );
}

#[test]
fn what_is_wrong_with_a_brand_is_told_of_the_row_that_says_it() {
    let offers = csv(
        "csv-brand-first",
        "brand,number,sim,name,price,days,data\n\
         H,yes,nano,W,9.00,7,1 GB\n\
         H,yes,esim,V,9.00,7,1 GB\n",
    );
    assert_eq!(
        faults(&["csv"], &[&offers]),
        [
            "row 3, sim: an earlier row of the brand “h” says otherwise",
            "row 2, sim: must be one of \"esim\", \"physical\"",
        ]
    );
}

#[test]
fn rows_without_a_brand_have_nothing_to_do_with_each_other() {
    let offers = csv(
        "csv-brandless",
        "kind,brand,number,sim,name,price,days,data,rate_sms\n\
         plan,,,,Week,9.00,7,1 GB,\n\
         plan,,,,Week,8.00,7,1 GB,\n\
         topup,,,,Top,3.00,90,,0.01\n\
         topup,,,,Top,3.00,90,,0.02\n",
    );
    let rows = [2, 3, 4, 5].map(|row| format!("row {row}, brand: missing"));
    assert_eq!(faults(&["csv"], &[&offers]), rows);
}

#[test]
fn offers_that_give_nothing_are_told_as_notes() {
    let offers = csv(
        "csv-useless",
        "kind,brand,number,sim,name,price,days,data,throttle_kbps\n\
         plan,H,yes,esim,Week,9.00,7\n\
         plan,H,,,Slow,9.00,7,,128\n\
         addon,H,,,More,3.00,,,\n\
         topup,H,,,Top,3.00,90,,\n",
    );
    let (_, notes) = imported(&["csv"], &[&offers]);
    let notes: Vec<&str> = notes.lines().collect();
    assert_eq!(
        notes,
        [
            "note: row 2: the plan gives neither data nor calls nor texts",
            "note: row 4: the add-on gives neither data nor calls nor texts",
            "note: row 5: the credit has no rates, so that nothing can be used with it",
        ]
    );
}

#[test]
fn what_means_nothing_in_a_row_is_a_fault() {
    let offers = csv(
        "csv-meaningless",
        "kind,brand,number,sim,name,price,credit,days,rate_data_mb,data_mb,data_gb,plans\n\
         plan,A,no,esim,One,1.00,5.00,30,,100,1,\n\
         addon,A,,,Two,1.00,,30,,100,,gone\n\
         topup,A,,,Three,1.00,,30,0.01,,,\n\
         topup,A,,,Four,1.00,,30,0.02,,,\n\
         gift,A,,,Five,1.00,,30,,,,\n",
    );
    assert_eq!(
        faults(&["csv"], &[&offers]),
        [
            "row 2, credit: means nothing for plan",
            "row 2, data_gb: data is given in another column already",
            "row 3, days: means nothing for addon",
            "row 5, rate_data_mb: an earlier top-up of the same credit says otherwise",
            "row 6, kind: must be plan, addon or topup",
            "row 3, plans: no plan has the id \"gone\"",
        ]
    );
}

#[test]
fn what_is_no_spreadsheet_is_said() {
    assert_eq!(faults(&["csv"], &[&csv("csv-empty", "")]), ["row 1: the file is empty"]);
    assert_eq!(
        faults(&["csv"], &[&csv("csv-other", "a;b\n1;2\n")])[..2],
        ["row 1, column 1: no column is called “a”", "row 1, column 2: no column is called “b”"]
    );
    let dir = empty_dir("csv-latin");
    let latin = dir.join("latin.csv");
    std::fs::write(&latin, b"brand,name,price\nCaf\xe9,x,1\n").expect("a file");
    assert_eq!(
        faults(&["csv"], &[&latin]),
        ["row 2: not UTF-8 text; save the sheet as “CSV UTF-8”"]
    );
}

#[test]
fn a_quotation_mark_that_nothing_closes_takes_no_rows_along() {
    let text = "brand,number,sim,name,price,days,data,notes\n\
                Heron,yes,esim,5 GB,12.00,30,5 GB,\"see mail\n\
                Heron,yes,esim,6 GB,13.00,30,6 GB,\n";
    let found = faults(&["csv"], &[&csv("csv-open", text)]);
    assert_eq!(found, ["row 2: a quotation mark opens a cell here and nothing closes it"]);
    // Closed, it may hold anything.
    let closed = "brand,number,sim,name,price,days,data\n\
                  Heron,yes,esim,\"5 GB, \"\"big\"\"\nand fast\",12.00,30,5 GB\n";
    let (catalog, _) = imported(&["csv", "--id", "a"], &[&csv("csv-closed", closed)]);
    assert_eq!(catalog["plans"][0]["price"], "12.00");
}

#[test]
fn the_top_ups_of_one_credit_extend_it_alike() {
    let rows = |extends: [&str; 2]| {
        let [one, other] = extends;
        format!(
            "kind,brand,number,sim,name,paygo,price,days,rate_sms,extend\n\
             topup,Heron,yes,esim,Five,Credit,5.00,30,0.10,{one}\n\
             topup,Heron,yes,esim,Nine,Credit,9.00,90,0.10,{other}\n"
        )
    };
    let differ = csv("csv-extend", &rows(["from now", "from expiry"]));
    assert_eq!(
        faults(&["csv"], &[&differ]),
        ["row 3, extend: an earlier top-up of the same credit says otherwise"]
    );
    for (extends, extend) in [
        (["", ""], "from_now"),
        (["", "from expiry"], "from_expiry"),
        (["from expiry", ""], "from_expiry"),
    ] {
        let offers = csv("csv-extend", &rows(extends));
        let (catalog, _) = imported(&["csv", "--id", "a"], &[&offers]);
        assert_eq!(catalog["paygo"][0]["extend"], extend, "{extends:?}");
    }
}

#[test]
fn what_a_row_says_of_its_source_is_taken_or_refused() {
    let rows = |sources: [&str; 2]| {
        let [one, other] = sources;
        format!(
            "kind,brand,number,sim,name,paygo,price,days,rate_sms,source,source_date\n\
             topup,Heron,yes,esim,Five,Credit,5.00,30,0.10,{one}\n\
             topup,Heron,yes,esim,Nine,Credit,9.00,90,0.10,{other}\n"
        )
    };
    let read = "https://heron.example/,2026-11-01";
    let fails = |sources| {
        let offers = csv("csv-source", &rows(sources));
        faults(&["csv", "--id", "a"], &[&offers])
    };
    assert_eq!(fails([read, ",2026-11-01"]), ["row 3, source_date: says nothing without a source"]);
    assert_eq!(
        fails([read, "https://other.example/,2026-11-01"]),
        ["row 3, source: an earlier top-up of the same credit says otherwise"]
    );
    for sources in [[read, read], [read, ","], [",", read]] {
        let offers = csv("csv-source", &rows(sources));
        let (catalog, _) = imported(&["csv", "--id", "a"], &[&offers]);
        assert_eq!(catalog["paygo"][0]["source"]["date"], "2026-11-01", "{sources:?}");
    }
}

#[test]
fn nothing_to_import_writes_nothing() {
    let header = csv("csv-bare", "brand,name,price\n");
    assert_eq!(faults(&["csv"], &[&header]), ["there is no offer in it that is wanted"]);
    let list = file(&empty_dir("airalo-bare"), "packages.json", "\u{feff}{\"data\": []}");
    assert_eq!(faults(&["airalo"], &[&list]), ["there is no offer in it that is wanted"]);
}

/// `--base FILE -o FILE` is how a catalog is kept up to date.
#[cfg(unix)]
#[test]
fn a_catalog_that_cannot_be_written_stays_what_it_was() {
    let dir = empty_dir("csv-replace");
    let offers = csv("csv-replace-from", OFFERS);
    let catalog = dir.join("catalog.json");
    let import = |limit: &str| {
        let command = format!("{limit} exec \"$0\" import csv --id heron \"$1\" -o \"$2\"",);
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &command]).arg(simfare().get_program()).arg(&offers).arg(&catalog);
        run(&mut shell)
    };
    assert_eq!(import("").2, Some(0));
    let before = std::fs::read(&catalog).expect("a catalog");
    // A disk that is full, as far as a program can tell.
    let (_, err, code) = import("trap '' XFSZ; ulimit -f 1;");
    assert_eq!(code, Some(1), "{err}");
    assert_eq!(std::fs::read(&catalog).expect("the catalog"), before);
    let there: Vec<_> = std::fs::read_dir(&dir).expect("a directory").collect();
    assert_eq!(there.len(), 1, "{there:?}");
}

#[test]
fn a_base_keeps_what_the_spreadsheet_does_not_say() {
    let dir = empty_dir("csv-base");
    let base = json!({
        "schema": "simfare.catalog/1", "id": "mine", "currency": "USD", "updated": "2026-01-01",
        "seller": {"name": "Mine", "support": {"email": "help@mine.example"}},
        "tax": {"percent": "8"},
        "brands": [
            {"id": "heron-mobile", "name": "Heron", "number": true, "sim": ["esim"], "tax": {"percent": "5"}},
            {"id": "other", "name": "Other", "number": false, "sim": ["esim"]},
        ],
        "plans": [
            {"id": "heron-old", "brand": "heron-mobile", "name": "Old", "price": "1.00", "validity": {"days": 1}},
            {"id": "heron-mobile-quarter", "brand": "heron-mobile", "name": "Q", "price": "1.00",
                "validity": {"days": 1}, "handoff": {"paddle_price": "pri_q"}},
            {"id": "other-plan", "brand": "other", "name": "Plan", "price": "2.00", "validity": {"days": 2}},
        ],
        "payment_methods": [{"id": "card", "name": "Card", "kind": "card"}],
    });
    let base = file(&dir, "base.json", &base.to_string());
    let offers = file(&dir, "offers.csv", &OFFERS.replace(",40002,", ",,"));
    let output = dir.join("catalog.json");
    let (out, err, code) = run(simfare()
        .args(["import", "csv", "--base"])
        .arg(&base)
        .arg("--output")
        .arg(&output)
        .arg(&offers));
    assert_eq!((out.as_str(), err.as_str(), code), ("", "", Some(0)));
    let catalog: Value =
        serde_json::from_slice(&std::fs::read(&output).expect("it was written")).expect("JSON");
    assert_eq!(catalog["id"], "mine");
    assert_eq!(catalog["seller"]["name"], "Mine");
    assert_eq!(catalog["tax"]["percent"], "8");
    assert_eq!(catalog["payment_methods"][0]["id"], "card");
    let ids = |list: &str| -> Vec<String> {
        let parts = catalog[list].as_array().expect("a list");
        parts.iter().map(|part| part["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids("brands"), ["other", "heron-mobile", "kite-travel"]);
    assert_eq!(catalog["brands"][1]["tax"]["percent"], "5");
    assert_eq!(catalog["brands"][1]["name"], "Heron Mobile");
    assert_eq!(
        ids("plans"),
        [
            "other-plan",
            "heron-mobile-5-gb-month",
            "heron-mobile-quarter",
            "kite-travel-unlimited-week"
        ]
    );
    assert_eq!(catalog["plans"][2]["handoff"], json!({"paddle_price": "pri_q"}));
    // Its currency isn't to be mixed with another, and its faults are its own.
    assert_eq!(
        faults(&["csv", "--currency", "EUR", "--base"], &[&base, &offers]),
        ["--currency: the base is in USD"]
    );
    let broken = file(&dir, "broken.json", "{}");
    assert!(
        faults(&["csv", "--base"], &[&broken, &offers]).iter().all(|l| l.starts_with("base /"))
    );
}

#[test]
fn a_package_list_becomes_a_catalog() {
    let list = file(&empty_dir("airalo-right"), "packages.json", AIRALO);
    let (catalog, notes) =
        imported(&["airalo", "--id", "trips", "--updated", "2026-11-20"], &[&list]);
    assert_eq!(
        catalog,
        json!({
            "schema": "simfare.catalog/1", "id": "trips", "currency": "USD", "updated": "2026-11-20",
            "brands": [
                {"id": "moss-tl", "name": "Moss", "country": "Testland", "network": "Fern",
                    "number": false, "sim": ["esim"]},
                {"id": "moss-talk-tl", "name": "Moss Talk", "country": "Testland",
                    "number": true, "sim": ["esim"]},
                {"id": "lichen-north", "name": "Lichen", "country": "North", "number": false,
                    "sim": ["esim"]},
            ],
            "plans": [
                {"id": "moss-7days-1gb", "brand": "moss-tl", "name": "1 GB - 7 Days",
                    "price": "4.5", "validity": {"days": 7}, "data_mb": 1024},
                {"id": "moss-10days-unlimited", "brand": "moss-tl", "name": "Unlimited - 10 Days",
                    "price": "29", "validity": {"days": 10}, "data_mb": "unlimited"},
                {"id": "moss-talk-30days-5gb", "brand": "moss-talk-tl",
                    "name": "5 GB - 50 SMS - 100 Mins - 30 Days", "price": "16",
                    "validity": {"days": 30}, "data_mb": 5120, "minutes": 100, "sms": 50},
                {"id": "lichen-30days-3gb", "brand": "lichen-north", "name": "3 GB - 30 Days",
                    "price": "13", "validity": {"days": 30}, "data_mb": 3072},
            ],
        })
    );
    // Nothing is lost in silence.
    for (lost, whose) in [
        ("top-ups", "moss-7days-1gb-topup"),
        ("fair-use", "moss-10days-unlimited"),
        ("remark", "moss-10days-unlimited"),
        ("can't be topped up", "moss-talk-tl"),
        ("identity", "moss-talk-tl"),
        ("first finds a network", "moss-tl"),
        ("several networks", "moss-talk-tl"),
        ("several countries", "lichen-north"),
    ] {
        let note = notes.lines().find(|line| line.starts_with("note: ") && line.contains(lost));
        assert!(note.is_some_and(|note| note.contains(whose)), "{lost}\n{notes}");
    }
    assert_eq!(notes.lines().count(), 8, "{notes}");
}

#[test]
fn countries_prices_and_currencies_can_be_chosen() {
    let list = file(&empty_dir("airalo-chosen"), "packages.json", AIRALO);
    let (catalog, notes) =
        imported(&["airalo", "--country", "tl", "--price", "net", "--currency", "EUR"], &[&list]);
    let prices: Vec<_> =
        catalog["plans"].as_array().expect("plans").iter().map(|plan| &plan["price"]).collect();
    assert_eq!(prices, ["2.85", "18.6", "10.1"]);
    assert!(notes.contains("1 countries and regions are left out"), "{notes}");
    assert_eq!(
        faults(&["airalo", "--currency", "EUR", "--country", "north,mars"], &[&list]),
        ["--country: “mars” isn't in the list; what covers several countries is there under the \
             region's name (“europe”)",]
    );
}

#[test]
fn a_list_with_faults_is_refused_by_its_places() {
    let dir = empty_dir("airalo-faulty");
    let faulty = AIRALO
        .replace("\"day\": 30", "\"day\": 0")
        .replace("\"price\": 13,", "\"price\": 13.005,")
        .replace("\"amount\": 1024", "\"amount\": \"lots\"")
        .replace("\"last_page\": 1", "\"last_page\": 3");
    let list = file(&dir, "packages.json", &faulty);
    let at = |place: &str| format!("{} /data/{place}", list.display());
    assert_eq!(
        faults(&["airalo"], &[&list]),
        [
            at(
                "0/operators/0/packages/0/amount: must be a whole number from 0 to 1000000000, or \"unlimited\""
            ),
            at("0/operators/1/packages/0/day: must be a whole number from 1 to 1000000000"),
            at("1/operators/0/packages/0/price: must have at most 2 digits after the point"),
            at("1/operators/0/packages/0/day: must be a whole number from 1 to 1000000000"),
        ]
    );
    let (_, notes) = imported(
        &["airalo"],
        &[&file(&dir, "page.json", &AIRALO.replace("\"last_page\": 1", "\"last_page\": 3"))],
    );
    assert!(notes.contains("1 of 3 pages"), "{notes}");
    let other = file(&dir, "other.json", "{\"data\": {\"packages\": []}}");
    assert!(faults(&["airalo"], &[&other])[0].contains("not an Airalo package list"));
}

#[test]
fn a_price_is_told_of_by_the_place_it_was_taken_from() {
    let dir = empty_dir("airalo-prices");
    let table = |price: &str| {
        let table = format!("\"recommended_retail_price\": {{ \"USD\": {price}, \"EUR\": 4.19 }}");
        let list =
            AIRALO.replace("\"recommended_retail_price\": { \"USD\": 4.5, \"EUR\": 4.19 }", &table);
        assert_ne!(list, AIRALO);
        file(&dir, "packages.json", &list)
    };
    let faulty = table("4.567");
    let place = "/data/0/operators/0/packages/0/prices/recommended_retail_price/USD";
    assert_eq!(
        faults(&["airalo"], &[&faulty]),
        [format!("{} {place}: must have at most 2 digits after the point", faulty.display())]
    );
    // What the table leaves open, the package's own price says.
    let (catalog, _) = imported(&["airalo"], &[&table("null")]);
    let plans = catalog["plans"].as_array().expect("plans");
    assert!(plans.iter().any(|plan| plan["id"] == "moss-7days-1gb" && plan["price"] == "4.5"));
}

#[test]
fn operators_that_differ_in_what_ids_have_no_letters_for_stay_two() {
    let list = AIRALO.replace("\"title\": \"Moss\"", "\"title\": \"Lichen\"");
    let list = list.replace("\"title\": \"Moss Talk\"", "\"title\": \"Lichen+\"");
    assert_ne!(list, AIRALO);
    let list = file(&empty_dir("airalo-plus"), "packages.json", &list);
    let (catalog, _) = imported(&["airalo", "--country", "tl"], &[&list]);
    let brands: Vec<(&str, bool)> = catalog["brands"]
        .as_array()
        .expect("brands")
        .iter()
        .map(|brand| (brand["name"].as_str().expect("a name"), brand["number"] == true))
        .collect();
    assert_eq!(brands, [("Lichen", false), ("Lichen+", true)]);
    let brand = |plan: usize| catalog["plans"][plan]["brand"].as_str().expect("an id");
    assert_eq!((brand(0), brand(1)), ("lichen-tl", "lichen-tl"));
    assert!(brand(2).starts_with("lichen-tl-"));
}

#[test]
fn where_nothing_is_wanted_the_notes_say_why() {
    let list = file(&empty_dir("airalo-none"), "packages.json", AIRALO);
    let said = faults(&["airalo", "--currency", "CHF"], &[&list]);
    assert!(said.iter().any(|line| line.starts_with("note: have no price")), "{said:?}");
    assert!(said.iter().any(|line| line.contains("no offer")), "{said:?}");
    let said = faults(&["airalo", "--currency", "usd"], &[&list]).join("\n");
    assert!(said.contains("three capital letters"), "{said}");
}

#[test]
fn a_spreadsheet_that_is_too_large_is_refused_whole() {
    let mut table = String::from("brand,number,sim,name,price,days,data,notes\n");
    let notes = "x".repeat(64 << 10);
    for row in 0..260 {
        table += &format!("A,yes,esim,Plan {row},1.00,30,1 GB,{notes}\n");
    }
    let said = faults(&["csv"], &[&csv("csv-large", &table)]);
    assert!(matches!(&said[..], [said] if said.ends_with("larger than 16 MiB")), "{said:?}");
}

/// Imports one table on the catalog of another; what is asked of the second.
fn on_the_base_of(name: &str, first: &str, second: &str) -> Value {
    let dir = empty_dir(name);
    let (first, second) = (file(&dir, "first.csv", first), file(&dir, "second.csv", second));
    let base = dir.join("base.json");
    let output = dir.join("catalog.json");
    let mut import = simfare();
    let (_, err, code) = run(import.args(["import", "csv", "-o"]).arg(&base).arg(&first));
    assert_eq!((err.as_str(), code), ("", Some(0)));
    let mut import = simfare();
    import.args(["import", "csv", "--base"]).arg(&base).arg("-o").arg(&output).arg(&second);
    let (_, err, code) = run(&mut import);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    serde_json::from_slice(&std::fs::read(&output).expect("it was written")).expect("JSON")
}

#[test]
fn a_handoff_stays_with_its_offer_wherever_the_row_stands() {
    let header = "brand,brand_id,number,sim,name,price,days,data";
    let catalog = on_the_base_of(
        "csv-rows",
        &format!(
            "{header},woocommerce_product\n\
             鹭通,heron,yes,esim,月租套餐,39.00,30,5 GB,101\n\
             鹭通,heron,yes,esim,5GB季包,99.00,90,5 GB,102\n"
        ),
        &format!(
            "{header}\n\
             鹭通,heron,yes,esim,周套餐,12.00,7,1 GB\n\
             鹭通,heron,yes,esim,5GB月包,33.00,30,5 GB\n\
             鹭通,heron,yes,esim,5GB季包,95.00,90,5 GB\n\
             鹭通,heron,yes,esim,月租套餐,35.00,30,5 GB\n"
        ),
    );
    let plans = catalog["plans"].as_array().expect("plans");
    let product = |name: &str| {
        let plan = plans.iter().find(|plan| plan["name"] == name).expect("a plan");
        plan["handoff"]["woocommerce_product"].as_str().map(str::to_owned)
    };
    assert_eq!(product("月租套餐").as_deref(), Some("101"));
    assert_eq!(product("5GB季包").as_deref(), Some("102"));
    assert_eq!((product("周套餐"), product("5GB月包")), (None, None));
}

#[test]
fn what_a_column_leaves_empty_is_gone() {
    let header = "brand,number,sim,name,price,days,data,new_line_fee,network,shopify_variant";
    let catalog = on_the_base_of(
        "csv-emptied",
        &format!(
            "{header},woocommerce_product\nHeron,yes,esim,Month,39.00,30,5 GB,10.00,Blue,40001,55\n"
        ),
        &format!("{header}\nHeron,yes,esim,Month,38.00,30,5 GB,,,\n"),
    );
    let brand = &catalog["brands"][0];
    assert_eq!((&brand["new_line_fee"], &brand["network"]), (&Value::Null, &Value::Null));
    // That column isn't there, so that it says nothing.
    assert_eq!(catalog["plans"][0]["handoff"], json!({"woocommerce_product": "55"}));
}

#[test]
fn a_row_is_read_to_its_end_whatever_is_wrong_with_it() {
    let table = csv(
        "csv-rest",
        "kind,brand,number,sim,name,price,days,data\n\
         plan,Heron,maybe,esim,,x,30.0,zz\n\
         plan,Heron,yes,esim,Week,1.00,\u{1b}[31m,1 GB\n",
    );
    let said = faults(&["csv"], &[&table]);
    for place in ["row 2, number", "row 2, name", "row 2, price", "row 2, days", "row 2, data"] {
        assert_eq!(said.iter().filter(|line| line.starts_with(place)).count(), 1, "{said:?}");
    }
    assert!(said.iter().all(|line| !line.contains('\u{1b}')), "{said:?}");
}

#[test]
fn two_credits_of_one_id_stay_two_or_are_told() {
    let sheet = |second: &str| {
        csv(
            "csv-credits",
            &format!(
                "kind,brand,number,sim,name,price,days,paygo,paygo_id,rate_data_mb,rate_minutes\n\
                 topup,Kite,yes,esim,T10,10.00,30,Credit,,0.01,\n\
                 topup,Kite,,,T20,20.00,30,{second},,0.05\n"
            ),
        )
    };
    assert_eq!(
        faults(&["csv"], &[&sheet("Credit+,")]),
        [
            "row 3, paygo: “Credit+” and “Credit” get the same id: give both one, in the column “paygo_id”"
        ]
    );
    let (catalog, _) = imported(&["csv"], &[&sheet("Credit+,kite-plus")]);
    let ids: Vec<&str> = catalog["paygo"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["id"].as_str())
        .collect();
    assert_eq!(ids, ["kite-credit", "kite-plus"]);
}

#[test]
fn the_id_of_a_brand_need_stand_in_one_of_its_rows() {
    let sheet = |first: &str, second: &str| {
        csv(
            "csv-brand-id",
            &format!(
                "brand,brand_id,number,sim,new_line_fee,name,price,days,data\n\
                 Heron Mobile,{first},yes,esim physical,5.00,Month,12.00,30,5 GB\n\
                 Heron Mobile,{second},,physical esim,5,Quarter,13.00,90,15 GB\n"
            ),
        )
    };
    let (catalog, _) = imported(&["csv"], &[&sheet("heron", "")]);
    assert_eq!(catalog["brands"].as_array().map(Vec::len), Some(1));
    assert_eq!(catalog["plans"][1]["brand"], "heron");
    // Two of one name are two, where each says which it is.
    assert_eq!(
        faults(&["csv"], &[&sheet("heron-mobile", "heron-uk")]),
        ["row 3, number: missing"],
        "of the second"
    );
    assert_eq!(
        faults(&["csv"], &[&sheet("", "heron")]),
        [
            "row 3, brand_id: an earlier row of this brand has no id: give it “heron” there, or in all rows"
        ]
    );
}

#[test]
fn a_bonus_is_of_its_own_sale() {
    let dir = empty_dir("csv-sales");
    let base = file(
        &dir,
        "base.json",
        r#"{"schema": "simfare.catalog/1", "id": "s", "currency": "USD", "updated": "2026-11-20",
            "brands": [{"id": "kite", "name": "Kite", "number": true, "sim": ["esim"],
                        "source": {"url": "https://kite.example/"}}],
            "plans": [{"id": "kite-m", "brand": "kite", "name": "M", "price": "9.00",
                "validity": {"days": 30}, "minutes": 5, "sale": {"price": "7.00",
                "from": "2026-11-25", "until": "2026-12-02", "bonus": {"sms": 7}}}]}"#,
    );
    let with_sale = |window: &str| {
        let sheet = file(
            &dir,
            "sheet.csv",
            &format!(
                "brand,number,sim,name,price,days,minutes,sale_price,sale_from,sale_until,source\n\
                 Kite,yes,esim,M,9.00,30,5,6.00,{window},\n"
            ),
        );
        imported(&["csv", "--base"], &[&base, &sheet]).0
    };
    let same = with_sale("2026-11-25,2026-12-02");
    assert_eq!(same["plans"][0]["sale"]["bonus"]["sms"], 7);
    // The column is about offers, and says nothing of the brand.
    assert_eq!(same["brands"][0]["source"]["url"], "https://kite.example/");
    assert!(with_sale("2027-11-20,2027-11-30")["plans"][0]["sale"]["bonus"].is_null());
}

#[test]
fn the_handoffs_of_top_ups_stay_too() {
    let header = "kind,brand,number,sim,name,price,days,rate_sms";
    let rows =
        ["topup,Heron,yes,esim,T10,10.00,30,0.10", "topup,Heron,yes,esim,充值二十,20.00,90,0.10"];
    let catalog = on_the_base_of(
        "csv-topups",
        &format!("{header},shopify_variant\n{},40001\n{},40002\n", rows[0], rows[1]),
        &format!("{header}\n{}\n{}\n", rows[1], rows[0]),
    );
    let topups = catalog["paygo"][0]["topups"].as_array().expect("top-ups");
    let variants: Vec<&Value> = topups.iter().map(|it| &it["handoff"]["shopify_variant"]).collect();
    assert_eq!(variants, ["40002", "40001"]);
}

#[test]
fn a_number_that_a_spreadsheet_has_rounded_is_a_fault() {
    let offers = csv(
        "csv-rounded",
        "brand,number,sim,name,price,days,data,shopify_variant,paddle_price\n\
         Heron,yes,esim,One,10.00,30,5 GB,4.00019E+13,\n\
         Heron,yes,esim,Two,20.00,30,9 GB,40001912345678,price_1\n",
    );
    assert_eq!(
        faults(&["csv"], &[&offers]),
        [
            "row 2, shopify_variant: must be a number: 1 to 20 digits that don't begin with 0, not “4.00019E+13”",
            "row 3, paddle_price: must be pri_ and 26 small letters and digits, not “price_1”",
        ]
    );
}

#[test]
fn what_could_be_meant_otherwise_is_asked_about() {
    let dir = empty_dir("csv-doubts");
    let table = file(
        &dir,
        "offers.csv",
        "brand,number,sim,name,price,days,minutes,,data\n\
         Heron,yes,esim,Month,10.00,30,300,200,5 GB\n\
         Heron,yes,esim,Travel,12.00,30,,,10.240 MB\n\
         Heron,yes,esim,Travel,13.00,60,,,5 GB\n",
    );
    assert_eq!(
        faults(&["csv"], &[&table]),
        [
            "row 2, column 8: nothing stands over this column to say what it is",
            "row 3, data: must be without three digits behind a point, which may be thousands; there is the column data_mb",
            "row 4, name: another offer is called “Travel” too: give both an id, in the column “id”",
        ]
    );
}
