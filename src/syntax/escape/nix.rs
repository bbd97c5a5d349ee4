//! The escapes of `''…''` in Nix and Dhall (Nix Reference Manual, "String literal"; Dhall, "Text").

use super::family::{Family, Says, control, stands_for};

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
                let letter = rest.strip_prefix("''\\")?.chars().next()?;
                let says = match letter {
                    'n' | 'r' | 't' => control(letter)?,
                    itself => itself,
                };
                Some(("''\\".len() + letter.len_utf8(), Says::Other(says.into())))
            })
    }

    fn written(&self, text: &str) -> String {
        text.replace("''", "'''").replace("${", "''${")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_backslash_is_itself_but_for_control_characters() {
        for (spelling, length, says) in [
            (r"''\${a}", 4, "$"),
            (r"''\n", 4, "\n"),
            (r"''\x41", 4, "x"),
            (r"''\é", 5, "é"),
            ("''$a", 3, "$"),
            ("'''", 3, "''"),
        ] {
            let expected = Some((length, Says::Other(says.to_owned())));
            assert_eq!(Nix.piece(spelling, 0), expected, "{spelling}");
        }
        assert_eq!(Nix.piece("''", 0), None);
    }
}
