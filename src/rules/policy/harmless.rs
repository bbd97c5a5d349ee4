//! What may be done with a statement or a policy without changing it: to put it into a list or a policy, to write it as
//! JSON, to attach it. Whatever isn't listed here may change it.

use heck::ToSnakeCase;

use super::members::callee;
use crate::syntax::command::{self, Expansion};
use crate::syntax::{Document, NodeId};

/// Words of the names of functions and methods that only pass a policy on, write it, show it or hand it to AWS.
const WORDS: &str = "\
    add all append apply element format formatlist join nonsensitive one sensitive setunion arn array as assert async attach await aws base64 base64encode build bytes chomp client coalesce \
    compact concat console content create customer data debug decode dedent document documents dump dumps encode equal \
    expect flatten freeze from generate grant group iam id info inline input is json jsonencode len \
    length list listof log lstrip managed marshal must name new node of only output pformat policies policy \
    pprint principal print printf println ptr push put puts render role rstrip serialize singleton sprintf squish \
    statement statements str string stringify strings strip to tolist toset tostring trim trimspace try tuple unindent user validate value \
    values version write yaml yamlencode";

/// Whether a word is one of several, between which blanks stand.
fn is_in(word: &str, words: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// The words of a name, with what stands before it, in lower case.
pub fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .flat_map(|name| {
            let words = name.to_snake_case();
            words.split('_').map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// The last name of several with dots between them.
fn last(callee: &str) -> &str {
    split_last(callee).1
}

/// The last name of several with signs between them, and what stands before it.
pub fn split_last(callee: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let callee = callee.trim_end_matches(|c| !is_part(c));
    callee.split_at(callee.trim_end_matches(is_part).len())
}

/// Whether a function of this name does nothing to its arguments.
pub fn is_known(callee: &str) -> bool {
    are_known(last(callee))
}

/// Words of the names of functions that take resources.
const OF_RESOURCES: &str = "add array arns list of resource resources set sets with";

/// Whether a function of this name takes resources, or makes a list of them.
pub fn is_of_resources(callee: &str) -> bool {
    let name = last(callee).to_snake_case();
    !name.is_empty() && name.split('_').all(|word| is_in(word, OF_RESOURCES))
}

fn are_known(name: &str) -> bool {
    let name = name.to_snake_case();
    // What asks AWS for something is named after that.
    let name = ["_command", "_request"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .unwrap_or(&name);
    let is_whole = is_in(name, WHOLE);
    is_whole || (!name.is_empty() && name.split('_').all(|word| is_in(word, WORDS)))
}

/// Names of functions of the same kind of which not every word is (Pulumi's `Serialization` for Java).
const WHOLE: &str = "json_object json_property";

/// Names of methods that call a function with what they are called on, once it is there: JavaScript's, Pulumi's.
const CALLING: &str = "apply then";

/// Whether a method of this name only gives what it is called on to the function that it is given.
pub fn calls_back(method: &str) -> bool {
    is_in(last(method), CALLING)
}

/// Whether a call does nothing to its arguments.
pub fn is_call(document: &Document, call: NodeId) -> bool {
    // `dict(s)`, `{**s}` and their kind make another one of it, and what that is given isn't known.
    is_known(callee(document, call))
}

/// What calls are named that make a policy, a list or a text of their arguments.
const KEEPING: &str = "append as_list build convert_from_json dict document dump dumps extend from_json interpolate json_decode \
    json_encode jsondecode jsonencode base64encode chomp list list_of load loads of parse push policy_document policy_statement statement statements string stringify to_json tostring trim trimspace";

/// Whether a call is of the kind that makes a policy, a list or a text of its arguments, so that its value holds them.
pub fn keeps(callee: &str) -> bool {
    let name = last(callee).to_snake_case();
    let made = name.trim_start_matches("new_");
    let made = ["_props", "_args"]
        .iter()
        .find_map(|suffix| made.strip_suffix(suffix))
        .unwrap_or(made);
    is_in(made, KEEPING)
        || made.ends_with("policy_document")
        || made.ends_with("policy_statement")
        || ["actions", "resources", "effect", "sid", "statements"]
            .iter()
            .any(|element| made.trim_start_matches("add_").trim_start_matches("with_") == *element)
}

/// Words of what makes a policy, or what its name stands for, and attaches it to nobody by itself.
const OF_POLICIES: &str = "aws cfn customer document effect iam managed inline policies policy props statement statements";

/// Whether what a name makes is a policy or a part of one, and no holder.
pub fn makes_policy(callee: &str) -> bool {
    words(callee)
        .iter()
        .filter(|word| !word.is_empty())
        .all(|word| is_in(word, OF_POLICIES))
}

/// Whether a call only tells how much there is of what it is given.
pub fn measures(callee: &str) -> bool {
    is_in(&last(callee).to_snake_case(), "count len length size")
}

/// Names of functions that give another text for the one that they are given.
const REPLACING: &str = "gsub replace replace_all replace_with sub tr translate";

/// Whether a function of this name gives another text for the one that it is given.
pub fn replaces(callee: &str) -> bool {
    is_in(&last(callee).to_snake_case(), REPLACING)
}

/// Whether a method of this name changes a property of a construct that was made before.
pub fn overrides(callee: &str) -> bool {
    is_in(
        &last(callee).to_snake_case(),
        "add_deletion_override add_override add_property_deletion_override add_property_override",
    )
}

/// Whether a member of a policy only tells something of it, or does nothing to the statements that are in it.
pub fn is_member(path: &str) -> bool {
    path.to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .all(|word| is_in(word, WORDS))
}

/// Whether a member of a policy is what it says: its statements, or one of their elements.
pub fn exposes(path: &str) -> bool {
    is_in(
        &last(path).to_snake_case(),
        "statement statements document policy policy_document",
    )
}

/// Whether a method of this name, with what stands before it, puts statements into a policy.
pub fn adds_statements(callee: &str) -> bool {
    const ADDING: &str = "add append concat extend insert push splice unshift";
    let words = words(callee);
    let method = last(callee).to_snake_case();
    let verb = method.split('_').next().unwrap_or_default();
    let names_statements = words
        .iter()
        .any(|word| matches!(word.as_str(), "statement" | "statements"));
    is_in(verb, ADDING) && names_statements
}

/// Whether a member of a policy is what AWS knows it by, and nothing of what is in it.
pub fn is_identifier(path: &str) -> bool {
    path.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next_back()
        .is_some_and(|member| {
            ["arn", "id", "name"]
                .iter()
                .any(|known| member.to_snake_case().ends_with(known))
        })
}

/// Whether an expansion gives a variable's value as it is.
pub fn is_expansion(document: &Document, expansion: NodeId) -> bool {
    matches!(
        command::expansion(document, expansion),
        Expansion::Variable { .. }
    )
}
