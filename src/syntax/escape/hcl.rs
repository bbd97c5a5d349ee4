//! The escapes of Terraform's strings (Terraform, "Strings and Templates").

use super::backslash;
use super::family::{Family, Says, escaped_line_end, stands_for, with_backslashes};

/// A string of Terraform, whose interpolations its grammar knows.
pub(super) enum Hcl {
    /// With backslashes.
    Quoted,
    /// Without.
    Heredoc,
}

impl Family for Hcl {
    fn begins(&self, c: char) -> bool {
        match self {
            Hcl::Quoted => matches!(c, '\\' | '$' | '%'),
            Hcl::Heredoc => matches!(c, '$' | '%'),
        }
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        if !rest.starts_with('\\') {
            return doubled_sign(rest);
        }
        match escaped_line_end(rest) {
            Some(length) => Some((length, Says::Nothing)),
            None => backslash::escape(rest),
        }
    }

    fn written(&self, text: &str) -> String {
        match self {
            Hcl::Quoted => doubled_signs(&with_backslashes(text, &['\\', '"'])),
            Hcl::Heredoc => doubled_signs(text),
        }
    }
}

/// `$${` and `%%{` at the beginning, which are text.
pub(super) fn doubled_sign(rest: &str) -> Option<(usize, Says)> {
    stands_for(rest, "$${", "${").or_else(|| stands_for(rest, "%%{", "%{"))
}

/// A text with what a template would read as its own made text.
pub(super) fn doubled_signs(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}
