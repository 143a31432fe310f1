//! What people write into a cell.

use serde_json::Value;

pub(super) fn is_unlimited(cell: &str) -> bool {
    cell.eq_ignore_ascii_case("unlimited") || cell == "∞"
}

/// Whether two cells say the same: amounts of money and lists of words can be written in several ways.
pub(super) fn say_the_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => plain_amount(one) == plain_amount(other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().all(|word| other.contains(word))
        }
        _ => one == other,
    }
}

/// An amount without zeros at its end; any other text as it is.
fn plain_amount(text: &str) -> &str {
    let is_amount = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match text.split_once('.') {
        Some((whole, fraction)) if is_amount && !whole.is_empty() && !fraction.contains('.') => {
            text.trim_end_matches('0').trim_end_matches('.')
        }
        _ => text,
    }
}

/// Words of a cell, between spaces, semicolons, slashes or plus signs.
pub(super) fn words(cell: &str) -> Value {
    let words = cell.split([' ', ';', ',', '/', '+']).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether a point stands before three digits: "10.240 MB" is ten thousand to some, and ten to others.
pub(super) fn has_thousands(cell: &str) -> bool {
    cell.split_once('.').is_some_and(|(_, fraction)| {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        digits == 3
    })
}

/// Whole megabytes, rounded down where a fraction of a gigabyte isn't.
pub(super) fn megabytes(cell: &str) -> Option<u64> {
    let cell = cell.to_lowercase();
    let (number, unit) = match (cell.strip_suffix("gb"), cell.strip_suffix("mb")) {
        (Some(number), _) => (number, 1024),
        (_, Some(number)) => (number, 1),
        _ => return None,
    };
    let (whole, fraction) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 6 {
        return None;
    }
    if !fraction.is_empty() && (unit == 1 || has_thousands(&cell)) {
        return None;
    }
    let scale = 10u64.pow(u32::try_from(fraction.len()).ok()?);
    let fraction = if fraction.is_empty() { 0 } else { fraction.parse::<u64>().ok()? };
    whole.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(fraction * unit / scale)
}

#[cfg(test)]
mod tests {
    use super::{megabytes, say_the_same};
    use serde_json::json;

    #[test]
    fn the_same_is_written_in_several_ways() {
        for (one, other, same) in [
            (json!("5.00"), json!("5"), true),
            (json!("0.1"), json!("0.10"), true),
            (json!("500"), json!("5"), false),
            (json!("Lite 5.0"), json!("Lite 5"), false),
            (json!(["esim", "physical"]), json!(["physical", "esim"]), true),
            (json!(["esim"]), json!(["physical", "esim"]), false),
        ] {
            assert_eq!(say_the_same(&one, &other), same, "{one} {other}");
        }
    }

    #[test]
    fn data_is_read_as_people_write_it() {
        assert_eq!(megabytes("5 GB"), Some(5120));
        assert_eq!(megabytes("1.5gb"), Some(1536));
        assert_eq!(megabytes("300 MB"), Some(300));
        for wrong in [
            "5",
            "GB",
            "-1 GB",
            "1,5 GB",
            "10.240 MB",
            "1.024 GB",
            "1e3 MB",
            "5 TB",
            "99999999999999999999 GB",
        ] {
            assert_eq!(megabytes(wrong), None, "{wrong}");
        }
    }
}
