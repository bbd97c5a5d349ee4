//! What people may do after a rewrite of a policy that they could not do before, and the sentence that says so.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use super::action::GOVERNED;
use super::clauses;
use super::difference::{self, Change, Names};
use super::effect::Effect;
use super::holding::{Callers, Holding, Power};
use super::home::Home;
use super::mark::Mark;
use super::pattern::{Case, Key, Pattern, USERNAME, Variables};
use super::policy::{self, Changed, Policy, PolicyResource, Statement};
use super::reach;
use super::verification::Verification;

/// What a rewrite changes, together with the others of its policy that are made with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Access {
    /// Actions that are allowed afterwards and weren't before.
    pub gained: Vec<Change>,
    /// Actions that were allowed before and aren't afterwards.
    pub lost: Vec<Change>,
    /// What that comes to; `None` where no policy is changed.
    pub mark: Option<Mark>,
    /// The sentence that says it, without a full stop.
    pub sentence: Option<String>,
    /// What AWS says of it, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// What of it the rewrites of the statement change, where that isn't all of it: with those of the statements before it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_statement: Option<Box<Access>>,
}

impl Access {
    /// Whether it says the same, whatever AWS says of either.
    pub fn is_same(&self, other: &Access) -> bool {
        let said = |access: &Access| Access {
            verification: None,
            of_statement: None,
            ..access.clone()
        };
        said(self) == said(other)
    }

    /// Whether it says of all that another gains and loses that it is gained and lost.
    pub fn says_all_of(&self, other: &Access) -> bool {
        let all_said = |own: &[Change], other: &[Change]| {
            other.iter().all(|change| {
                own.iter().any(|known| {
                    let is_of_all = known.action == change.action
                        && known.names == Names::Any
                        && known.except.is_empty()
                        && known.when.is_none();
                    known == change || is_of_all
                })
            })
        };
        all_said(&self.gained, &other.gained) && all_said(&self.lost, &other.lost)
    }

    /// Whether nothing is gained or lost by the policy alone.
    fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty()
    }

    /// The sentence, and what AWS says of it, without a full stop.
    pub fn said(&self) -> Option<String> {
        self.said_of(self)
    }

    /// The same with the sentence of the statement alone.
    pub fn said_of_statement(&self) -> Option<String> {
        self.said_of(self.of_statement.as_deref().unwrap_or(self))
    }

    fn said_of(&self, part: &Access) -> Option<String> {
        let parts = [
            part.sentence.clone(),
            self.verification.as_ref().map(ToString::to_string),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// The part of a policy that a rewrite replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPart {
    /// The resource that it is in, or one of the statement that it is in.
    pub resource: PolicyResource,
    /// Which part.
    pub part: PartOf,
}

/// Which part of a statement a rewrite replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartOf {
    /// One of the resource.
    Resource {
        /// What of it stands before the part, as IAM reads it.
        before: String,
        /// The part, as its host reads it and as IAM does.
        part: [String; 2],
        /// What of it stands after the part.
        after: String,
    },
    /// All of an action, as it is written.
    Action(String),
    /// All of the statement, which becomes these.
    Statement(Vec<Statement>),
}

impl PolicyPart {
    /// The policy with another text in the place of the part.
    pub fn rewritten(&self, text: &str) -> Rewritten<'_> {
        let changed = match &self.part {
            PartOf::Resource {
                before,
                part: [spelled, part],
                after,
            } => {
                // A new text may hold the old part, in the spelling of the host.
                let text = match spelled.is_empty() {
                    true => text.to_owned(),
                    false => text.replace(spelled, part),
                };
                let text = format!("{before}{text}{after}");
                let pattern = Pattern::read(&text, self.resource.policy.variables);
                Changed::Resource(Some(pattern.with_own_account()))
            }
            PartOf::Action(action) => Changed::Action {
                from: action.clone(),
                to: Some(text.to_owned()),
            },
            PartOf::Statement(parts) => Changed::Statement(parts.clone()),
        };
        Rewritten {
            resource: &self.resource,
            changed,
        }
    }

    /// The policy without the resource, or the action, that has the part.
    pub fn removed(&self) -> Rewritten<'_> {
        Rewritten {
            resource: &self.resource,
            changed: match &self.part {
                PartOf::Resource { .. } => Changed::Resource(None),
                PartOf::Action(action) => Changed::Action {
                    from: action.clone(),
                    to: None,
                },
                PartOf::Statement(parts) => Changed::Statement(parts.clone()),
            },
        }
    }
}

/// What a rewrite changes of a policy.
#[derive(Clone, Debug)]
pub struct Rewritten<'a> {
    /// The resource that it changes, or one of the statement that it changes.
    pub resource: &'a PolicyResource,
    /// What it changes.
    pub changed: Changed,
}

impl Rewritten<'_> {
    /// Whether its resource matches nothing as the variable is kept: it names a user who is never the caller, or the variable
    /// is text as any other.
    pub fn is_dead(&self) -> bool {
        let policy = &self.resource.policy;
        let is_text = policy.variables == Variables::Literal;
        self.names_nobody()
            || matches!(&self.changed, Changed::Resource(Some(pattern))
                if is_text && reach::is_of_no_device(pattern))
    }

    /// Whether its resource names a user who is never the caller.
    fn names_nobody(&self) -> bool {
        let Changed::Resource(Some(pattern)) = &self.changed else {
            return false;
        };
        let callers = self.resource.policy.holding.callers;
        let is_known = !pattern.has_hole();
        is_known && !callers.have_users() && pattern.glob(Case::OfArn, &no_user).is_none()
    }
}

/// The values of variables for a caller of whom only that is known that it is no user.
fn no_user(key: &Key) -> Option<String> {
    (!key.is(USERNAME)).then(String::new)
}

/// What rewrites that are made together change, each as it is asked: the whole of its policy where that could be read, else
/// its statement.
pub fn of(rewritten: &[Rewritten]) -> Vec<Access> {
    let (policies, numbers) = changed_policies(rewritten);
    let decided: Vec<Access> = policies.iter().map(changing).collect();
    let accounts: Vec<Option<String>> = policies
        .iter()
        .map(|changed| Home::assumed([&changed.old, &changed.new]))
        .collect();
    let of_each = rewritten.iter().zip(numbers);
    of_each
        .map(|(one, number)| {
            if matches!(&one.changed, Changed::Resource(Some(pattern)) if pattern.has_hole()) {
                return unknown("a part of the device's name is computed");
            }
            let account = accounts[number].as_deref();
            said(
                decided[number].clone(),
                one,
                policies[number].scope,
                account,
            )
        })
        .collect()
}

/// The same, each with what the rewrites of its statement change where those of several statements of a policy are made: with
/// those of the statements before it made already, so that together they come to what is said of the policy.
pub fn by_statement(rewritten: &[Rewritten]) -> Vec<Access> {
    let mut all = of(rewritten);
    let (policies, numbers) = changed_policies(rewritten);
    let mut of_policies: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (at, number) in numbers.into_iter().enumerate() {
        let statements = of_policies.entry(number).or_default();
        let statement = rewritten[at].resource.statement;
        statements.entry(statement).or_default().push(at);
    }
    for (number, statements) in of_policies {
        let ChangedPolicy { old, new, scope } = &policies[number];
        if statements.len() < 2 || statements.len() > MOST_STATEMENTS {
            continue;
        }
        let account = Home::assumed([old, new]);
        let mut made: Vec<&Rewritten> = Vec::new();
        let mut before = old.clone();
        for ats in statements.into_values() {
            made.extend(ats.iter().map(|at| &rewritten[*at]));
            let Some(changed) = ChangedPolicy::of(&made, *scope) else {
                continue;
            };
            let step = ChangedPolicy {
                old: std::mem::replace(&mut before, changed.new.clone()),
                ..changed
            };
            let access = changing(&step);
            for at in ats {
                if all[at].mark != Some(Mark::Unknown) {
                    let one = &rewritten[at];
                    let own = said(access.clone(), one, *scope, account.as_deref());
                    all[at].of_statement = (own != all[at]).then(|| Box::new(own));
                }
            }
        }
    }
    all
}

/// Of more statements that change in one policy it isn't said what each does.
const MOST_STATEMENTS: usize = 16;

/// The policies that rewrites change which are made together, each before and after, and for each rewrite the index of its
/// policy among them. Where a policy isn't whole, each of its statements is one.
pub fn changed_policies(rewritten: &[Rewritten]) -> (Vec<ChangedPolicy>, Vec<usize>) {
    let mut policies: HashMap<*const Policy, Vec<&Rewritten>> = HashMap::new();
    for one in rewritten {
        let policy = Arc::as_ptr(&one.resource.policy);
        policies.entry(policy).or_default().push(one);
    }
    let whole: HashMap<*const Policy, bool> = policies
        .into_iter()
        .map(|(policy, changed)| (policy, is_whole(&changed)))
        .collect();
    let mut numbers: HashMap<(*const Policy, Scope), usize> = HashMap::new();
    let mut together: Vec<(Scope, Vec<&Rewritten>)> = Vec::new();
    let of_each = rewritten.iter().map(|one| {
        let policy = Arc::as_ptr(&one.resource.policy);
        let scope = match whole.get(&policy) {
            Some(true) => Scope::Policy,
            _ => Scope::Statement(one.resource.statement),
        };
        let number = *numbers.entry((policy, scope)).or_insert_with(|| {
            together.push((scope, Vec::new()));
            together.len() - 1
        });
        together[number].1.push(one);
        number
    });
    let of_each = of_each.collect();
    let changed = together
        .iter()
        .filter_map(|(scope, changed)| ChangedPolicy::of(changed, *scope))
        .collect();
    (changed, of_each)
}

/// A policy before and after rewrites, or as much of it as could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedPolicy {
    /// Before.
    pub old: Policy,
    /// After.
    pub new: Policy,
    scope: Scope,
}

impl ChangedPolicy {
    /// `None` where nothing is changed.
    fn of(changed: &[&Rewritten], scope: Scope) -> Option<ChangedPolicy> {
        let changes = changed.iter().map(|one| policy::Change {
            statement: match scope {
                Scope::Policy => one.resource.statement,
                Scope::Statement(_) => 0,
            },
            resource: one.resource.resource,
            changed: one.changed.clone(),
        });
        let old = read(changed.first()?.resource, scope);
        let new = old.changed(&changes.collect::<Vec<_>>());
        Some(ChangedPolicy { old, new, scope })
    }
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scope {
    /// A whole policy.
    Policy,
    /// One of its statements, by index.
    Statement(usize),
}

/// Whether all of a policy is known, once some of its resources are rewritten.
fn is_whole(changed: &[&Rewritten]) -> bool {
    let Some(first) = changed.first() else {
        return false;
    };
    let policy = &first.resource.policy;
    let is_rewritten = |statement: usize, resource: usize| {
        changed.iter().any(|one| {
            matches!(one.changed, Changed::Resource(_) | Changed::Statement(_))
                && (one.resource.statement, one.resource.resource) == (statement, resource)
        })
    };
    let is_known = |(at, statement): (usize, &Statement)| {
        let mut resources = statement.resources.iter().enumerate();
        resources.all(|(resource, pattern)| !pattern.has_hole() || is_rewritten(at, resource))
            || !GOVERNED
                .iter()
                .any(|action| statement.actions.include(action))
    };
    policy.is_whole && policy.statements.iter().enumerate().all(is_known)
}

/// What can't be known, and why.
pub fn unknown(why: &str) -> Access {
    Access {
        mark: Some(Mark::Unknown),
        sentence: Some(format!("what this grants is not known: {why}")),
        ..Access::default()
    }
}

/// The policy as far as it could be read: of one that isn't whole a statement alone, and for a Deny something that it can
/// deny.
fn read(resource: &PolicyResource, scope: Scope) -> Policy {
    if scope == Scope::Policy {
        return Policy::clone(&resource.policy);
    }
    let mut policy = resource.policy.only(resource.statement);
    if resource.statement().effect == Effect::Deny {
        policy = policy.beside_all();
    }
    policy
}

/// What the changes of a policy do; the sentence of no change is still to be said.
fn changing(changed: &ChangedPolicy) -> Access {
    let Some(difference) = difference::between(&changed.old, &changed.new) else {
        return unknown("the policy has more conditions than are tried here");
    };
    let callers = changed.old.holding.callers;
    let is_allowed = |statement: &Statement| statement.effect == Effect::Allow;
    let policies = [&changed.old, &changed.new];
    if !policies
        .iter()
        .any(|policy| policy.statements.iter().any(is_allowed))
    {
        return denying(changed);
    }
    let mark = Mark::of(&difference);
    let sentence = (mark != Mark::NoChange).then(|| clauses::sentence(&difference, callers));
    Access {
        gained: difference.gained,
        lost: difference.lost,
        mark: Some(mark),
        sentence,
        ..Access::default()
    }
}

/// The same where the policy only denies, so that it decides nothing by itself: what it does where another allows everything.
fn denying(changed: &ChangedPolicy) -> Access {
    let [old, new] = [&changed.old, &changed.new].map(|policy| policy.clone().beside_all());
    let Some(difference) = difference::between(&old, &new) else {
        return unknown("the policy has more conditions than are tried here");
    };
    let mark = Mark::of(&difference);
    let said = clauses::sentence(&difference, old.holding.callers);
    Access {
        mark: Some(mark),
        sentence: (mark != Mark::NoChange)
            .then(|| format!("this policy allows nothing; where another one does, {said}")),
        ..Access::default()
    }
}

/// The same with the sentence of one of its rewrites. `account` is the one that is taken for that of the policy.
fn said(mut access: Access, rewritten: &Rewritten, scope: Scope, account: Option<&str>) -> Access {
    if access.mark == Some(Mark::Unknown) {
        return access;
    }
    let resource = rewritten.resource;
    let statement = resource.statement();
    let mut sentence = access
        .sentence
        .take()
        .unwrap_or_else(|| format!("no change: {}", because(rewritten, scope)));
    if access.mark != Some(Mark::NoChange)
        && let Some(all) = statement.actions.all_of_iam()
    {
        sentence.push_str(&format!("; {all}"));
    }
    let assumed = account.map(|account| format!("in account {account}"));
    let mut limits: Vec<&str> = Vec::new();
    limits.extend(assumed.as_deref());
    if scope != Scope::Policy {
        limits.push("this statement alone");
    }
    let is_changing = access.mark != Some(Mark::NoChange);
    match (scope, statement.effect, resource.policy.holding.power) {
        // It says so already.
        (Scope::Policy, Effect::Deny, _) if access.is_empty() => {}
        (_, _, Power::Bounds) if is_changing => limits.push("where another policy grants it"),
        (Scope::Statement(_), Effect::Deny, _) => limits.push("where others allow it"),
        _ => {}
    }
    if !limits.is_empty() {
        sentence.push_str(&format!(" ({})", limits.join(", ")));
    }
    access.sentence = Some(sentence);
    access
}

/// Why a rewrite changes nothing.
fn because(rewritten: &Rewritten, scope: Scope) -> &'static str {
    let resource = rewritten.resource;
    let statement = resource.statement();
    let policy = read(resource, scope);
    if !GOVERNED
        .iter()
        .any(|action| statement.actions.include(action))
    {
        return "none of these actions is checked against mfa/";
    }
    if resource.policy.holding.power == Power::Nothing {
        return "a policy of this kind grants no action of IAM";
    }
    if rewritten.names_nobody() {
        return "aws:username has no value for those who hold this policy, so the resource still matches nothing";
    }
    if matches!(&rewritten.changed, Changed::Resource(Some(pattern))
        if reach::is_of_no_device(pattern))
    {
        return "this ARN matches no device";
    }
    let alone = resource.policy.only(resource.statement);
    let of_all = Policy {
        holding: Holding {
            callers: Callers::UsersAndSessions,
            ..alone.holding
        },
        ..alone.clone()
    };
    if !difference::is_ever_met(&of_all) {
        return "this statement's Condition never holds";
    }
    if !difference::is_ever_met(&alone) {
        return match alone.holding.callers {
            Callers::Users => "this statement's Condition never holds for users",
            _ => "this statement's Condition never holds for those who hold this policy",
        };
    }
    let is_allowed = |statement: &Statement| statement.effect == Effect::Allow;
    let others: Vec<&Statement> = policy
        .statements
        .iter()
        .enumerate()
        .filter(|(at, _)| scope == Scope::Policy && *at != resource.statement)
        .map(|(_, other)| other)
        .collect();
    match statement.effect {
        Effect::Deny => "the rest of the policy decides the same without it",
        Effect::Allow => match others.iter().any(|other| !is_allowed(other)) {
            true => "what else the policy allows or denies decides already",
            false => "another resource or statement grants the same already",
        },
    }
}

#[cfg(test)]
mod tests;
