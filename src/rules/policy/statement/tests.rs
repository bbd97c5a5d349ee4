//! What the file above does, on pieces of code.
use super::*;
use crate::rules::parsed;

/// The statement around the first string with an ARN of a device in it, in a few words; "none" where there is none.
fn read(name: &str, text: &str) -> String {
    let document = parsed::document(name, text);
    let node = parsed::device(&document);
    let Some(statement) = Statements::default().around(&document, node) else {
        return "none".to_owned();
    };
    let effect = match statement.effect {
        Some(effect) => format!("{effect:?}"),
        None => "?".to_owned(),
    };
    let element = match statement.element {
        Some(element) => format!("{element:?}"),
        None => "?".to_owned(),
    };
    let actions = match &*statement.actions {
        Actions::Only(actions) => actions.join(","),
        Actions::AllBut(actions) => format!("not {}", actions.join(",")),
        Actions::Unknown => "?".to_owned(),
    };
    let mut read = format!("{effect} {element} {actions} {:?}", statement.version);
    if statement.has_errors {
        read.push_str(" errors");
    }
    if statement.has_branches {
        read.push_str(" branches");
    }
    read
}

fn check(name: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let text = text.replace("ARN", "arn:aws:iam::*:mfa/x");
        assert_eq!(read(name, &text), *expected, "{text}");
    }
}

#[test]
fn json() {
    check(
        "a.json",
        &[
            (
                r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "ARN"}]}"#,
                "Allow Resource iam:* Current",
            ),
            (
                r#"{"Version": "2008-10-17", "Statement": {"Effect": "Deny", "NotAction": ["iam:*", "s3:*"], "NotResource": ["a", "ARN"]}}"#,
                "Deny NotResource not iam:*,s3:* WithoutVariables",
            ),
            (
                r#"{"Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "ARN"}}"#,
                "Allow Resource iam:* WithoutVariables",
            ),
            (
                r#"{"Version": "2020-01-01", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "ARN"}}"#,
                "Allow Resource iam:* Unknown",
            ),
            (
                r#"{"Version": ["2012-10-17", "x"], "Statement": {"effect": "allow", "ACTION": "iam:*", "resource": "ARN"}}"#,
                "Allow Resource iam:* Unknown",
            ),
            (
                r#"{"Effect": "Allow", "Resource": "ARN"}"#,
                "Allow Resource ? NoPolicy",
            ),
            (
                r#"{"Action": "iam:*", "Resource": "ARN"}"#,
                "? Resource iam:* NoPolicy",
            ),
            (
                r#"{"Action": "iam:*", "Resources": "ARN"}"#,
                "? Resource iam:* NoPolicy",
            ),
            (
                r#"{"Effect": "Maybe", "Resource": "ARN"}"#,
                "? Resource ? NoPolicy",
            ),
            // Twice the same key.
            (
                r#"{"Effect": "Allow", "Effect": "Deny", "Action": "iam:*", "Resource": "ARN"}"#,
                "? Resource iam:* NoPolicy",
            ),
            (
                r#"{"Effect": "Allow", "Action": "iam:*", "Action": "s3:*", "Resource": "ARN"}"#,
                "Allow Resource ? NoPolicy",
            ),
            // Placeholders, and lists without actions.
            (
                r#"{"Effect": "Allow", "Action": ["iam:*", "ACTION"], "Resource": "ARN"}"#,
                "Allow Resource ? NoPolicy",
            ),
            (
                r#"{"Effect": "Allow", "Action": "iam:*", "NotAction": [], "Resource": "ARN"}"#,
                "Allow Resource iam:* NoPolicy",
            ),
            // The element need not name resources, and the string need not be its own element.
            (
                r#"{"Effect": "Allow", "Action": "iam:*", "Condition": {"StringLike": {"a": "ARN"}}}"#,
                "Allow ? iam:* NoPolicy",
            ),
            (
                r#"{"Effect": "Allow", "Action": "iam:*", "Resource": {"Fn::Sub": "ARN"}}"#,
                "Allow Resource iam:* NoPolicy",
            ),
            (r#"{"Resource": "ARN"}"#, "none"),
            (r#"["Allow", "ARN"]"#, "none"),
            (r#"[{"Effect": "Allow"}, "ARN"]"#, "none"),
            (
                r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "ARN", oops}"#,
                "Allow Resource iam:* NoPolicy errors",
            ),
            (
                r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "ARN",}"#,
                "Allow Resource iam:* NoPolicy",
            ),
            (
                r#"[oops, {"Effect": "Allow", "Action": "iam:*", "Resource": "ARN"}, oops]"#,
                "Allow Resource iam:* NoPolicy",
            ),
            // A policy within a string of a statement's.
            (
                r#"{"Effect": "Allow", "Policy": "{\"Resource\": \"ARN\", \"needles\": \"mfa\"}"}"#,
                "Allow ? ? NoPolicy",
            ),
        ],
    );
}

#[test]
fn terraform() {
    check(
        "a.tf",
        &[
            (
                "data \"aws_iam_policy_document\" \"x\" {\n statement {\n actions = [\"iam:*\"]\n resources = [\"ARN\"]\n }\n}\n",
                "Allow Resource iam:* Current",
            ),
            (
                "data \"aws_iam_policy_document\" \"x\" {\n version = \"2008-10-17\"\n statement {\n effect = \"Deny\"\n not_actions = [\"iam:*\"]\n not_resources = [\"ARN\"]\n }\n}\n",
                "Deny NotResource not iam:* WithoutVariables",
            ),
            (
                "data \"aws_iam_policy_document\" \"x\" {\n dynamic \"statement\" {\n content {\n actions = [\"iam:*\"]\n resources = [\"ARN\"]\n }\n }\n}\n",
                "Allow Resource iam:* Current",
            ),
            (
                "data \"aws_iam_policy_document\" \"x\" {\n statement {\n effect = var.effect\n actions = var.actions\n resources = [\"ARN\"]\n }\n}\n",
                "? Resource ? Current",
            ),
            (
                "x = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = concat([\"iam:*\"], [\"s3:*\"]), Resource = \"ARN\" }] })\n",
                "Allow Resource iam:*,s3:* Current",
            ),
            (
                "x = jsonencode({ Statement = merge(local.x, { Effect = \"Allow\", Action = \"iam:*\", Resource = \"ARN\" }) })\n",
                "? Resource ? WithoutVariables",
            ),
        ],
    );
}

#[test]
fn yaml() {
    check(
        "a.yml",
        &[
            (
                "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action:\n      - iam:*\n    Resource:\n      - !Sub ARN\n",
                "Allow Resource iam:* Current",
            ),
            (
                "c: &common {}\nVersion: 2012-10-17\nStatement:\n  - <<: *common\n    Action: iam:*\n    Resource: ARN\n",
                "? Resource iam:* Current",
            ),
            (
                "c: &policy {}\n<<: *policy\nStatement:\n  - Effect: Allow\n    Action: iam:*\n    Resource: ARN\n",
                "Allow Resource iam:* Unknown",
            ),
            (
                "x: &x\n  Effect: Allow\n  Action: iam:*\n  Resource: ARN\n",
                "Allow Resource iam:* NoPolicy",
            ),
        ],
    );
}

#[test]
fn programs() {
    check(
        "a.ts",
        &[
            (
                "new iam.PolicyStatement({ actions: ['iam:*'], resources: ['ARN'] });",
                "Allow Resource iam:* NoPolicy",
            ),
            (
                "new iam.PolicyStatement({ effect: iam.Effect.DENY, notActions: ['iam:*'], notResources: ['ARN'] });",
                "Deny NotResource not iam:* NoPolicy",
            ),
            (
                "new iam.PolicyStatement({ ...common, actions: ['iam:*'], resources: ['ARN'] });",
                "? Resource iam:* NoPolicy",
            ),
            (
                "new iam.PolicyStatement({ effect: 'Allow', actions: ['iam:*'], resources: ['ARN'], ...common });",
                "? Resource ? NoPolicy",
            ),
            (
                "new iam.PolicyStatement({ effect: 'Allow', actions: [a ? 'iam:*' : 's3:*'], resources: ['ARN'] });",
                "Allow Resource ? NoPolicy",
            ),
            (
                "new iam.PolicyStatement().addActions('iam:*').addActions('s3:*').addResources('ARN').sid('x');",
                "Allow Resource s3:*,iam:* NoPolicy",
            ),
            (
                "new iam.PolicyStatement({ effect: 'Deny' }).addActions('iam:*').addResources('ARN');",
                "? Resource iam:* NoPolicy",
            ),
            ("f.addActions('iam:*').other('ARN');", "none"),
            ("f({ effect: 'Allow' }, 'ARN');", "none"),
            ("f({ effect: 'Allow', ['x' + y]: 'ARN' });", "none"),
        ],
    );
    check(
        "a.py",
        &[
            (
                "s = iam.PolicyStatement(actions=['iam:*'], resources=['ARN'])\n",
                "Allow Resource iam:* NoPolicy",
            ),
            (
                "s = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': ['iam:*'], 'Resource': 'ARN'}]}\n",
                "Allow Resource iam:* Current",
            ),
            (
                "s = {'Effect': 'Allow', 'Action': 'iam:*', 'Resource': 'ARN'} | other\n",
                "? Resource ? NoPolicy",
            ),
            (
                "s = {'Effect': 'Allow', action: 'iam:*', 'Resource': 'ARN'}\n",
                "? Resource ? NoPolicy",
            ),
        ],
    );
    check(
        "a.go",
        &[
            (
                "package a\nvar s = iam.NewPolicyStatement(&iam.PolicyStatementProps{Actions: jsii.Strings(\"iam:*\"), Resources: &[]*string{jsii.String(\"ARN\")}})\n",
                "Allow Resource iam:* NoPolicy",
            ),
            (
                "package a\nvar s = Statement{Effect: \"Allow\", Action: []string{\"iam:*\"}, Resource: \"ARN\"}\n",
                "Allow Resource iam:* NoPolicy",
            ),
        ],
    );
}

#[test]
fn a_large_mapping_is_no_statement() {
    let pairs = |count: usize| {
        let pairs: String = (0..count).map(|at| format!("\"k{at}\": 1, ")).collect();
        format!(
            r#"{{{pairs}"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::*:mfa/x"}}"#
        )
    };
    assert_eq!(read("a.json", &pairs(10)), "Allow Resource iam:* NoPolicy");
    assert_eq!(read("a.json", &pairs(1000)), "none");
}

#[test]
fn templates_leave_branches() {
    let text = "{\"Effect\": \"Allow\", \"Action\": \"iam:*\",\n{% if x %}\n\"Sid\": \"a\",\n{% endif %}\n\"Resource\": \"arn:aws:iam::*:mfa/x\"}";
    assert_eq!(
        read("a.json.j2", text),
        "Allow Resource iam:* NoPolicy branches"
    );
}

#[test]
fn a_statement_is_read_once_for_all_its_strings() {
    let document = parsed::document(
        "a.json",
        r#"{"Effect": "Allow", "Action": "iam:*", "Sid": "S", "Resource": ["a:mfa/*", "b"], "NotResource": ["c"]}"#,
    );
    let mut statements = Statements::default();
    let mut of = |spelling: &str| {
        let node = parsed::node(&document, spelling);
        statements.around(&document, node)
    };
    let (a, b, c) = (of("\"a:mfa/*\""), of("\"b\""), of("\"c\""));
    let (Some(a), Some(b), Some(c)) = (a, b, c) else {
        panic!("no statement");
    };
    assert!(Rc::ptr_eq(&a, &b));
    assert_eq!(c.element, Some(Element::NotResource));
    let summary = c.summary();
    assert_eq!(summary.element, "NotResource");
    assert_eq!(summary.effect.as_deref(), Some("Allow"));
    assert_eq!(summary.sid.as_deref(), Some("S"));
    assert_eq!(summary.actions, ["iam:*"]);
}

#[test]
fn the_effect_is_shown_as_it_is_written() {
    let effect = |text: &str| {
        let document = parsed::document("a.json", text);
        let node = parsed::node(&document, "\"R\"");
        let statement = Statements::default().around(&document, node)?;
        statement.summary().effect
    };
    for (text, shown) in [
        (r#"{"Effect": "deny", "Resource": "R"}"#, Some("Deny")),
        (r#"{"Effect": "Perhaps", "Resource": "R"}"#, Some("Perhaps")),
        (r#"{"Action": "iam:*", "Resource": "R"}"#, None),
    ] {
        assert_eq!(effect(text).as_deref(), shown, "{text}");
    }
}
