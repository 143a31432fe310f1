//! What people write into a cell.

use serde_json::Value;

pub(super) fn is_unlimited(cell: &str) -> bool {
    cell.eq_ignore_ascii_case("unlimited") || cell == "∞"
}

/// Words of a cell, between spaces, semicolons, slashes or plus signs.
pub(super) fn words(cell: &str) -> Value {
    let words = cell.split([' ', ';', ',', '/', '+']).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
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
    // "10.240 MB" is ten thousand to some, and ten to others.
    if !fraction.is_empty() && (unit == 1 || fraction.len() == 3) {
        return None;
    }
    let scale = 10u64.pow(u32::try_from(fraction.len()).ok()?);
    let fraction = if fraction.is_empty() { 0 } else { fraction.parse::<u64>().ok()? };
    whole.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(fraction * unit / scale)
}

#[cfg(test)]
mod tests {
    use super::megabytes;

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
