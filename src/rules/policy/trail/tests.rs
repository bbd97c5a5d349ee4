//! Policies that have more statements than are written in one place.

use crate::rewrite::Choices;
use crate::rules::look::Look;
use crate::rules::parsed;

/// Whether all of the policy around the first device in a text is read, as far as the text tells.
fn is_whole(name: &str, text: &str) -> bool {
    let document = parsed::document(name, text);
    let node = parsed::device(&document);
    let mut look = Look::new(&document, name, Choices::default());
    let place = look.resource(node);
    place
        .unwrap_or_else(|| panic!("unread: {text}"))
        .policy
        .is_whole
}

#[test]
fn statements_that_code_adds_later() {
    let typescript = "const doc = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: ['arn:aws:iam::*:mfa/${aws:username}'] })] })";
    let object = "const doc = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: 'arn:aws:iam::*:mfa/${aws:username}' }] }";
    for (start, rest, expected) in [
        (typescript, ";\n", true),
        (
            typescript,
            ";\nnew iam.ManagedPolicy(this, 'P', { document: doc });\n",
            true,
        ),
        (typescript, ";\ndoc.addStatements(other);\n", false),
        (typescript, ".addStatements(other);\n", false),
        (
            typescript,
            ";\nconst p = new iam.ManagedPolicy(this, 'P', { document: doc });\np.addStatements(other);\n",
            false,
        ),
        (object, ";\nsend(JSON.stringify(doc));\n", true),
        (object, ";\ndoc.Statement.push(other);\n", false),
        (object, ";\ndoc['Statement'].push(other);\n", false),
        (
            object,
            ";\ndoc.Statement = doc.Statement.concat(more);\n",
            false,
        ),
    ] {
        assert_eq!(
            is_whole("a.ts", &format!("{start}{rest}")),
            expected,
            "{rest}"
        );
    }
    let python = "doc = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'iam:*', 'Resource': 'arn:aws:iam::*:mfa/${aws:username}'}]}\n";
    for (rest, expected) in [
        ("put(json.dumps(doc))\n", true),
        ("doc['Statement'].append(other)\n", false),
        ("doc['Statement'] += more\n", false),
        ("mend(doc)\n", false),
    ] {
        assert_eq!(
            is_whole("a.py", &format!("{python}{rest}")),
            expected,
            "{rest}"
        );
    }
}

#[test]
fn documents_that_are_put_together() {
    let document = r#"
data "aws_iam_policy_document" "own" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}
"#;
    let policy = "resource \"aws_iam_policy\" \"x\" {\n  policy = data.aws_iam_policy_document.own.json\n}\n";
    assert!(is_whole("a.tf", &format!("{document}{policy}")));
    for (key, value) in [
        (
            "source_policy_documents",
            "[data.aws_iam_policy_document.own.json]",
        ),
        (
            "override_policy_documents",
            "[data.aws_iam_policy_document.own.json]",
        ),
        ("source_json", "data.aws_iam_policy_document.own.json"),
        ("override_json", "data.aws_iam_policy_document.own.json"),
    ] {
        let text = format!(
            "{document}data \"aws_iam_policy_document\" \"all\" {{\n  {key} = {value}\n}}\n"
        );
        assert!(!is_whole("a.tf", &text), "{key}");
        let other = document.replace(
            "  statement {",
            &format!("  {key} = [var.other]\n  statement {{"),
        );
        assert!(!is_whole("a.tf", &other), "{key}");
    }
}

#[test]
fn what_an_alias_repeats() {
    let statement =
        "{Effect: Allow, Action: 'iam:*', Resource: 'arn:aws:iam::*:mfa/${aws:username}'}";
    let policy = |statements: &str| format!("Version: '2012-10-17', Statement: {statements}");
    let resource = statement.replace("Resource: ", "Resource: &r ");
    for (first, second, expected) in [
        (policy(&format!("[{statement}]")), policy("[]"), true),
        (policy(&format!("[&s {statement}]")), policy("[]"), true),
        (policy(&format!("[&s {statement}]")), policy("[*s]"), false),
        (policy(&format!("&l [{statement}]")), policy("*l"), false),
        (
            policy(&format!("[{resource}]")),
            policy("[{Effect: Deny, Action: 'iam:*', Resource: *r}]"),
            false,
        ),
        (
            policy(&format!(
                "[{resource}, {{Effect: Deny, Action: 'iam:*', Resource: *r}}]"
            )),
            policy("[]"),
            false,
        ),
    ] {
        let text = format!("a: {{{first}}}\nb: {{{second}}}\n");
        assert_eq!(is_whole("a.yml", &text), expected, "{text}");
    }
    let whole = format!("a: &p {{{}}}\nb: *p\n", policy(&format!("[{statement}]")));
    assert!(is_whole("a.yml", &whole));
}
