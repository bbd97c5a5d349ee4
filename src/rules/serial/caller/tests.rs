//! What the file above does, on pieces of code.

use super::*;
use crate::rules::parsed;

/// The words that say who asks, as another call would have them.
fn asks(call: &str) -> Option<String> {
    let document = parsed::document("a.sh", call);
    let command = document
        .nodes()
        .find(|id| document.node(*id).role == Role::Command)?;
    let caller = Caller::read(&document, &Variables::new(&document), command)?;
    Some(format!("{}{}", caller.program(), caller.options()))
}

#[test]
fn who_asks_is_kept_and_the_rest_is_dropped() {
    for (call, expected) in [
        ("aws sts get-session-token --serial-number x", "aws"),
        ("/usr/bin/aws sts get-session-token", "/usr/bin/aws"),
        ("aws --profile p sts get-session-token", "aws --profile p"),
        ("aws --profile=p sts get-session-token", "aws --profile=p"),
        (
            "aws --profile=p --region r sts get-session-token",
            "aws --profile=p --region r",
        ),
        (
            "aws sts get-session-token --serial-number x --profile \"$P\" --duration-seconds 900",
            "aws --profile \"$P\"",
        ),
        ("aws --output json --debug sts get-session-token", "aws"),
        (
            "aws --debug --profile p sts get-session-token",
            "aws --profile p",
        ),
        ("aws --no-paginate --query x sts get-session-token", "aws"),
        (
            "AWS_PROFILE=p aws sts get-session-token",
            "AWS_PROFILE=p aws",
        ),
        ("OTHER=p aws sts get-session-token", "aws"),
        ("sudo aws sts get-session-token", "sudo aws"),
        (
            "aws-vault exec p -- aws sts get-session-token",
            "aws-vault exec p -- aws",
        ),
        ("$AWS sts get-session-token", "$AWS"),
        ("aws2 sts get-session-token", "aws2"),
        ("awslocal sts get-session-token", "awslocal"),
    ] {
        assert_eq!(asks(call).as_deref(), Some(expected), "{call}");
    }
}

#[test]
fn a_call_that_may_do_more_is_not_repeated() {
    for call in [
        "aws --endpoint-url http://x sts get-session-token",
        "aws sts get-session-token --endpoint-url http://x",
        "aws --no-verify-ssl sts get-session-token",
        "aws --unknown x sts get-session-token",
        "aws sts get-session-token $ARGS",
        "aws --profile $(tool) sts get-session-token",
        "tool aws sts get-session-token",
        "docker run aws sts get-session-token",
        "tool sts get-session-token",
        "$A$B sts get-session-token",
        "aws iam list-users",
        "$(tool) aws sts get-session-token",
    ] {
        assert_eq!(asks(call), None, "{call}");
    }
}

/// Whether the caller of the last call is the same at what `D` is given.
fn is_known(script: &str) -> bool {
    let document = parsed::document("a.sh", script);
    let variables = Variables::new(&document);
    let marks = Script::default();
    let call = document
        .nodes()
        .filter(|id| document.node(*id).role == Role::Command)
        .filter(|id| document.spelling(*id).contains("sts "))
        .last();
    let (Some(call), Some(caller)) = (
        call,
        call.and_then(|call| Caller::read(&document, &Variables::new(&document), call)),
    ) else {
        panic!("no call in {script}");
    };
    let site = parsed::node(&document, "site");
    caller.is_known_at(&document, &variables, &marks, call, site)
}

#[test]
fn a_caller_is_known_where_nothing_changes_it() {
    for (script, expected) in [
        ("aws sts get-session-token --serial-number site\n", true),
        (
            "D=site\naws sts get-session-token --serial-number $D\n",
            true,
        ),
        (
            "aws sts get-session-token --serial-number $D\nD=site\n",
            false,
        ),
        (
            "D=site\nunset AWS_PROFILE\naws sts get-session-token --serial-number $D\n",
            false,
        ),
        (
            "P=p\nD=site\naws --profile $P sts get-session-token --serial-number $D\n",
            true,
        ),
        (
            "D=site\nP=p\naws --profile $P sts get-session-token --serial-number $D\n",
            false,
        ),
        (
            "D=site\nread P\naws --profile $P sts get-session-token --serial-number $D\n",
            false,
        ),
        (
            "D=site\naws --profile $1 sts get-session-token --serial-number $D\n",
            true,
        ),
        (
            "D=site\nshift\naws --profile $1 sts get-session-token --serial-number $D\n",
            false,
        ),
        (
            "D=site\nset -- x\naws --profile $1 sts get-session-token --serial-number $D\n",
            false,
        ),
        (
            "D=site\nf() {\n aws --profile $1 sts get-session-token --serial-number $D\n}\n",
            false,
        ),
        (
            "f() {\n D=site\n aws --profile $1 sts get-session-token --serial-number $D\n}\n",
            true,
        ),
        (
            "D=site\naws --profile ${P#x} sts get-session-token --serial-number $D\n",
            false,
        ),
        (
            "D=site\nsh -c 'aws sts get-session-token --serial-number $D'\n",
            false,
        ),
    ] {
        assert_eq!(is_known(script), expected, "{script}");
    }
}

#[test]
fn callers_are_compared_by_their_words() {
    let read = |call: &str| {
        let document = parsed::document("a.sh", call);
        let command = document
            .nodes()
            .find(|id| document.node(*id).role == Role::Command);
        command.and_then(|command| Caller::read(&document, &Variables::new(&document), command))
    };
    let [plain, same, profile, sudo] = [
        "aws sts get-session-token",
        "aws --debug sts assume-role",
        "aws --profile p sts get-session-token",
        "sudo aws sts get-session-token",
    ]
    .map(|call| read(call).unwrap_or_else(|| panic!("{call}")));
    assert!(plain.is_as(&same) && plain.is_as(&Caller::plain()));
    assert!(!plain.is_as(&profile) && !plain.is_as(&sudo) && !profile.is_as(&sudo));
}

#[test]
fn a_list_of_words_is_read_in_place_of_its_variable() {
    let asks = |script: &str| {
        let document = parsed::document("a.sh", script);
        let call = document
            .nodes()
            .filter(|id| document.node(*id).role == Role::Command)
            .last()?;
        let caller = Caller::read(&document, &Variables::new(&document), call)?;
        Some(format!("{}{}", caller.program(), caller.options()))
    };
    for (script, expected) in [
        (
            "a=(--serial-number x)\naws sts get-session-token \"${a[@]}\"",
            Some("aws"),
        ),
        (
            "a=(--profile \"$P\" --serial-number x)\naws sts get-session-token \"${a[@]}\"",
            Some("aws --profile \"$P\""),
        ),
        (
            "a=(sts get-session-token)\na+=(--serial-number x)\naws \"${a[@]}\"",
            Some("aws"),
        ),
        (
            "a=(aws --region r sts get-session-token)\n\"${a[@]}\" --serial-number x",
            Some("aws --region r"),
        ),
        (
            "a=(--serial-number x)\na+=(--profile p)\naws sts get-session-token \"${a[@]}\"",
            None,
        ),
        (
            "a=(--endpoint-url x)\naws sts get-session-token \"${a[@]}\"",
            None,
        ),
        ("aws sts get-session-token \"${a[@]}\"", None),
    ] {
        assert_eq!(asks(script).as_deref(), expected, "{script}");
    }
}
