//! The escapes of `''…''` in Nix and Dhall (Nix Reference Manual, "String literal"; Dhall, "Text").

use super::backslash;
use super::family::{Family, Says, stands_for};

/// An indented string.
pub(super) struct Nix;

impl Family for Nix {
    fn begins(&self, c: char) -> bool {
        c == '\''
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        stands_for(rest, "'''", "''")
            .or_else(|| stands_for(rest, "''$", "$"))
            .or_else(|| {
                let escape = rest
                    .strip_prefix("''")
                    .filter(|rest| rest.starts_with('\\'))?;
                let (length, says) = backslash::escape(escape)?;
                Some((length + 2, says))
            })
    }

    fn written(&self, text: &str) -> String {
        text.replace("''", "'''").replace("${", "''${")
    }
}
