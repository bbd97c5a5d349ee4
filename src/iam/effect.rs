//! What a statement does, and to which resources: its `Effect`, and whether it has `Resource` or `NotResource`.

/// A statement's `Effect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It grants.
    Allow,
    /// It denies.
    Deny,
}

/// Which resources a statement's element speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// `Resource`: these.
    Resource,
    /// `NotResource`: all but these.
    NotResource,
}
