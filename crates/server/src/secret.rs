//! Random names, and secrets that are compared without telling how far they agree.

use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// Digits without letters that look like others (Crockford's base 32), so that a reference
/// can be read out over the telephone.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The system gives no random bytes.
#[derive(Debug)]
pub(crate) struct NoRandomness(getrandom::Error);

impl fmt::Display for NoRandomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no random bytes from the system: {}", self.0)
    }
}

/// Bytes from the system's generator.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// An order's id: the time and 80 random bits. Beginning with the time, new orders lie side by
/// side in the database's index.
pub(crate) fn order_id(now_ms: i64) -> Result<String, NoRandomness> {
    let time = u128::from(now_ms.unsigned_abs() & ((1 << 48) - 1));
    let mut bits = time << 80;
    for byte in random::<10>()?.iter().enumerate() {
        bits |= u128::from(*byte.1) << (8 * byte.0);
    }
    Ok(format!("ord_{}", base32(bits, 26).to_ascii_lowercase()))
}

/// What an order's owner shows to see it: 128 random bits.
pub(crate) fn token() -> Result<String, NoRandomness> {
    Ok(hex(&random::<16>()?))
}

/// What people write on a bank transfer: 50 random bits, told apart from a price or a date.
/// `kind` says what for: `SF`, or `TEST` in the sandbox.
pub(crate) fn reference_code(kind: &str) -> Result<String, NoRandomness> {
    let bits = u128::from(u64::from_le_bytes(random::<8>()?) >> 14);
    let text = base32(bits, 10);
    Ok(format!("{kind}-{}-{}", &text[..5], &text[5..]))
}

fn base32(bits: u128, digits: usize) -> String {
    (0..digits).rev().map(|i| char::from(DIGITS[(bits >> (5 * i)) as usize & 31])).collect()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(HEX[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Whether two texts are the same, in a time that depends on their lengths alone.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_begin_with_the_time() {
        let early = order_id(1_700_000_000_000).expect("random bytes");
        let late = order_id(1_700_000_000_001).expect("random bytes");
        assert!(early < late);
        assert_eq!(early.len(), 30);
    }

    #[test]
    fn tokens_have_128_bits_and_differ() {
        let [a, b] = [token(), token()].map(|token| token.expect("random bytes"));
        assert_eq!(a.len(), 32);
        assert_ne!(a, b);
        assert!(same(&a, &a.clone()) && !same(&a, &b) && !same(&a, &a[1..]));
    }

    #[test]
    fn references_can_be_read_out() {
        let code = reference_code("SF").expect("random bytes");
        assert_eq!(code.len(), 14);
        assert!(!code.contains(['I', 'L', 'O', 'U']), "{code}");
    }

    #[test]
    fn hashes_are_sha_256() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
