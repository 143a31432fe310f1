//! The code an eSIM is downloaded with (GSMA SGP.22, section 4.1).

use super::{is_ascii_letter, is_label};

/// The longest code a phone reads.
const MAX_LENGTH: usize = 255;

/// What is wrong with a code, in words for the shop; nothing where it is well-formed:
/// `LPA:1$server$matching-id`, then perhaps `$server's-object-id` and `$1` (a confirmation
/// code will be asked for).
pub fn fault(code: &str) -> Option<&'static str> {
    if code.len() > MAX_LENGTH {
        return Some("must have at most 255 characters");
    }
    let Some(rest) = code.strip_prefix("LPA:") else {
        return Some("must begin with \"LPA:1$\"");
    };
    let parts: Vec<&str> = rest.split('$').collect();
    let (server, matching_id) = match parts.as_slice() {
        ["1", server, matching_id, ..] => (*server, *matching_id),
        ["1", ..] => return Some("must be LPA:1$server$matching-id"),
        _ => return Some("must begin with \"LPA:1$\""),
    };
    if !is_host(server) {
        return Some("must name a server (SM-DP+) after \"LPA:1$\", such as rsp.example.com");
    }
    let is_id = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    if !matching_id.bytes().all(is_id) {
        return Some("the matching id may only have letters, digits and hyphens");
    }
    let is_oid = |oid: &str| {
        oid.is_empty()
            || oid.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    match &parts[3..] {
        [] => None,
        [oid] | [oid, "" | "1"] if is_oid(oid) => None,
        _ => Some("may only have an object id and \"$1\" after the matching id"),
    }
}

/// A host name of at least two labels, with a port perhaps.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let is_name = |label| is_label(label, is_ascii_letter);
    host.contains('.') && host.split('.').all(is_name) && port.is_none_or(is_port)
}

/// Digits alone: a sign before them is no part of a port.
fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn well_formed_codes() {
        for code in [
            "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815",
            "LPA:1$rsp.truphone.com$QR-G-5C-1LS-1W1Z9P7",
            "LPA:1$smdp.gsma.com$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746",
            "LPA:1$smdp.gsma.com$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1",
            "LPA:1$smdp.gsma.com$04386-AGYFT-A74Y8-3F815$$1",
            "LPA:1$smdp.gsma.com$",
            "LPA:1$smdp.example.com:8443$ID",
        ] {
            assert_eq!(fault(code), None, "{code}");
        }
    }

    #[test]
    fn others() {
        for code in [
            "",
            "LPA:",
            "LPA:1$",
            "LPA:1$smdp.example.com",
            "LPA:2$smdp.example.com$ID",
            "lpa:1$smdp.example.com$ID",
            "1$smdp.example.com$ID",
            "LPA:1$localhost$ID",
            "LPA:1$smdp.example.com:+443$ID",
            "LPA:1$smdp.example.com:0$ID",
            "LPA:1$smdp.example.com:$ID",
            "LPA:1$smdp.example.com$ID ",
            "LPA:1$smdp.example.com$<script>",
            "LPA:1$smdp.example.com$ID$x",
            "LPA:1$smdp.example.com$ID$1.2$2",
            "LPA:1$smdp.example.com$ID$1.2$1$",
        ] {
            assert!(fault(code).is_some(), "{code}");
        }
        assert!(fault(&format!("LPA:1$smdp.example.com${}", "A".repeat(255))).is_some());
    }
}
