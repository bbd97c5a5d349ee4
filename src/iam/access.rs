//! What people may do after `mfa/${aws:username}` becomes `mfa/*` in a statement.

use serde::Serialize;

use super::action::DELETE;

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

/// The governed actions that people gain or lose on devices of other names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Access {
    /// Actions allowed afterwards that weren't before.
    pub gained: Vec<&'static str>,
    /// Actions allowed before that aren't afterwards.
    pub lost: Vec<&'static str>,
}

/// What widening one resource of a statement does, and the sentence that says so.
pub struct Widening {
    /// The actions it changes.
    pub access: Access,
    /// What to tell the user.
    pub sentence: String,
}

/// What widening does to a statement. `governed` are its governed actions, `None` where they couldn't be read
/// ([`Actions::governed`](super::action::Actions::governed)); `covered` says that the statement names all device names already, by
/// another of its resources.
pub fn widen(
    effect: Effect,
    element: Element,
    governed: Option<&[&'static str]>,
    covered: bool,
) -> Widening {
    let Some(governed) = governed else {
        return Widening {
            access: Access::default(),
            sentence: "the statement's actions could not be read, so what this grants is not known"
                .to_owned(),
        };
    };
    if governed.is_empty() {
        return unchanged(
            "none of the statement's actions is checked against an mfa/ resource, only against the user",
        );
    }
    if covered {
        return unchanged(
            "another resource of the statement already covers every device name, so this one may go",
        );
    }
    let list = governed.join(", ");
    let (sentence, gains) = match (effect, element) {
        (Effect::Allow, Element::Resource) => {
            (format!("grants {list} on devices of any name"), true)
        }
        (Effect::Deny, Element::NotResource) => (
            format!("excuses devices of any name from this denial of {list}, which grants more"),
            true,
        ),
        (Effect::Deny, Element::Resource) => {
            (format!("denies {list} on devices of any name"), false)
        }
        (Effect::Allow, Element::NotResource) => (
            format!("takes devices of any name out of this grant of {list}, which grants less"),
            false,
        ),
    };
    let sentence = if gains && governed.contains(&DELETE) {
        format!(
            "{sentence}; with {DELETE} that includes deleting any virtual device of the account that is \
             not assigned to somebody (AWS's own examples no longer grant it)"
        )
    } else {
        sentence
    };
    let access = if gains {
        Access {
            gained: governed.to_vec(),
            lost: Vec::new(),
        }
    } else {
        Access {
            gained: Vec::new(),
            lost: governed.to_vec(),
        }
    };
    Widening { access, sentence }
}

fn unchanged(because: &str) -> Widening {
    Widening {
        access: Access::default(),
        sentence: format!("changes no access: {because}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::action::Actions;

    fn change(effect: Effect, element: Element, action: &str) -> Widening {
        widen(
            effect,
            element,
            Actions::Only(vec![action.to_owned()]).governed().as_deref(),
            false,
        )
    }

    #[test]
    fn each_kind_of_statement_gains_or_loses() {
        use {Effect::*, Element::*};
        let create = "iam:CreateVirtualMFADevice";
        for (effect, element, gains) in [
            (Allow, Resource, true),
            (Deny, NotResource, true),
            (Deny, Resource, false),
            (Allow, NotResource, false),
        ] {
            let access = change(effect, element, create).access;
            assert_eq!(access.gained == vec![create], gains);
            assert_eq!(access.lost == vec![create], !gains);
        }
    }

    #[test]
    fn deleting_is_warned_of_only_where_it_is_gained() {
        let gained = change(Effect::Allow, Element::Resource, "iam:*");
        assert!(gained.sentence.contains("deleting any virtual device"));
        let lost = change(Effect::Deny, Element::Resource, "iam:*");
        assert!(!lost.sentence.contains("deleting any virtual device"));
    }

    #[test]
    fn user_actions_are_not_changed() {
        let change = change(Effect::Allow, Element::Resource, "iam:EnableMFADevice");
        assert_eq!(change.access, Access::default());
        assert!(change.sentence.starts_with("changes no access"));
    }
}
