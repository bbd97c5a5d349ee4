//! What a rule is: what people are told of it, and how it looks at a document.

use super::fallback::Leftover;
use super::look::Look;
use super::serial::form::SerialForm;
use super::serial::site::Site;
use crate::finding::RuleInfo;

/// A rule: what people are told of it, and how it looks at a document.
pub struct Rule {
    /// What people are told.
    pub info: &'static RuleInfo,
    /// Looks at what the document's trees say.
    pub look: Option<fn(&mut Look)>,
    /// Looks at a place in which a serial number is given or computed. Whether it had something to say of it.
    pub look_at_site: Option<fn(&mut Look, &Site, SerialForm) -> bool>,
    /// Looks at the file's own text, for what no tree showed: comments, prose, what a parser couldn't make sense of.
    pub look_at_text: Option<fn(&mut Look, &Leftover)>,
}
