//! Why a finding is what it is. A reason is kept in parts, and joined into a sentence here only.

use std::borrow::Cow;
use std::fmt;

/// A reason: what is so, and what more there is to say of it. Each part begins in lower case and has no full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    what: Cow<'static, str>,
    more: Vec<Part>,
}

/// A further part of a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// It holds whatever becomes of the rewrite.
    Always(Cow<'static, str>),
    /// It says what the rewrite does, and goes with it.
    OfRewrite(Cow<'static, str>),
}

impl Reason {
    /// A reason of one part.
    pub fn new(what: impl Into<Cow<'static, str>>) -> Reason {
        Reason {
            what: what.into(),
            more: Vec::new(),
        }
    }

    /// The same with a part before it.
    pub fn after(mut self, what: impl Into<Cow<'static, str>>) -> Reason {
        let first = std::mem::replace(&mut self.what, what.into());
        self.more.insert(0, Part::Always(first));
        self
    }

    /// A reason whose first part says what a rewrite does to access, once that is known.
    pub fn of_access() -> Reason {
        Reason::new("")
    }

    /// The same with another first part.
    pub fn led_by(mut self, what: impl Into<Cow<'static, str>>) -> Reason {
        self.what = what.into();
        self
    }

    /// The same with one part more.
    pub fn and(mut self, part: impl Into<Cow<'static, str>>) -> Reason {
        self.more.push(Part::Always(part.into()));
        self
    }

    /// The same with a part that is true only as long as there is a rewrite.
    pub fn and_of_rewrite(mut self, part: impl Into<Cow<'static, str>>) -> Reason {
        self.more.push(Part::OfRewrite(part.into()));
        self
    }

    /// The same without what is said of the rewrite.
    pub fn without_rewrite(mut self) -> Reason {
        self.more.retain(|part| !matches!(part, Part::OfRewrite(_)));
        self
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.more.iter();
        let more = more.map(|part| match part {
            Part::Always(part) | Part::OfRewrite(part) => part,
        });
        let mut parts = std::iter::once(&self.what)
            .chain(more)
            .filter(|part| !part.is_empty());
        if let Some(first) = parts.next() {
            f.write_str(first)?;
        }
        parts.try_for_each(|part| write!(f, "; {part}"))
    }
}

/// A reason, or a part of one, as a sentence of its own.
pub fn sentence(reason: &str) -> String {
    let mut chars = reason.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_access_may_have_nothing_to_say_of_it() {
        let open = Reason::of_access().and("a").and("b");
        assert_eq!(open.to_string(), "a; b");
        assert_eq!(open.led_by("first").to_string(), "first; a; b");
    }

    #[test]
    fn parts_are_joined_in_order_and_those_of_a_rewrite_go_with_it() {
        let reason = Reason::new("a; with a sign of its own")
            .and_of_rewrite("b")
            .and("c");
        assert_eq!(reason.to_string(), "a; with a sign of its own; b; c");
        assert_eq!(
            reason.without_rewrite().to_string(),
            "a; with a sign of its own; c"
        );
    }
}
