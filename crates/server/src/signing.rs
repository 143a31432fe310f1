//! Signatures of webhooks, ours and Stripe's: HMAC-SHA256 over the time, a point, and the body.

use crate::secret::hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The signature in hexadecimal. `time` is in seconds since 1970.
pub(crate) fn hex_mac(secret: &str, time: i64, body: &[u8]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    hex(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_answer() {
        // printf '1795000000.{}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            super::hex_mac("secret", 1_795_000_000, b"{}"),
            "6b4c7e66d3b69c810f27c4aa67ee370757d4dfdabf1fbb338ea7cf6aba9e0494"
        );
    }
}
