//! Percent-encoding, as IAM's API returns policies and URLs hold them (RFC 3986, section 2.1).

use super::any;
use super::family::{Family, Says};

/// A percent-encoded text.
pub(super) struct Url;

impl Family for Url {
    fn begins(&self, c: char) -> bool {
        c == '%'
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        any::percent(&spelling[at..])
    }

    fn written(&self, text: &str) -> String {
        let encoded = text.bytes().map(|byte| {
            let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            match is_plain {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            }
        });
        encoded.collect()
    }
}
