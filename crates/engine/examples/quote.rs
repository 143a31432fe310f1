//! From a catalog and a request to the cheapest schedule, checked by the rules alone.
//!
//! `cargo run -p simfare-engine --example quote -- public/catalog.json examples/trip.json`

use std::error::Error;
use std::{env, fs};

use simfare_engine::{Catalog, Request, quote, verify};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = env::args().skip(1);
    let mut next = || files.next().ok_or("usage: quote CATALOG REQUEST");
    let catalog = Catalog::from_json(&fs::read(next()?)?)?;
    let request = Request::from_json(&fs::read(next()?)?, &catalog)?;
    let quote = quote(&catalog, &request)?;
    // The optimiser and this share no code: what one gets wrong the other finds.
    verify(&catalog, &request, &quote).map_err(|violations| format!("{violations:?}"))?;
    let Some(total) = quote.total else {
        println!("nothing in this catalog serves the trip");
        return Ok(());
    };
    let digits = catalog.minor_digits();
    for purchase in &quote.purchases {
        let items: Vec<String> =
            purchase.items.iter().map(|item| format!("{} × {}", item.quantity, item.id)).collect();
        println!("day {}: {}", purchase.day, items.join(", "));
    }
    println!("{} {}", total.to_decimal_string(digits), quote.currency.code());
    Ok(())
}
