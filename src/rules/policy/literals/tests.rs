//! What the file above does, on pieces of code.
use super::*;
use crate::rules::parsed;

/// What the value of `x` says as a list.
fn read(name: &str, value: &str) -> Option<Vec<String>> {
    let text = match name {
        "a.json" => format!("{{\"x\": {value}}}"),
        "a.yml" => format!("x: {value}\n"),
        "a.go" => format!("package a\nvar x = {value}\n"),
        "a.java" => format!("class A {{ Object x = {value}; }}\n"),
        "a.cs" => format!("class A {{ object x = {value}; }}\n"),
        "a.ts" => format!("const x = {value};\n"),
        _ => format!("x = {value}\n"),
    };
    let document = parsed::document(name, &text);
    literals(&document, parsed::value(&document, "x"))
}

#[test]
fn lists_are_read_in_every_form() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("a.json", r#""a:b""#, &["a:b"]),
        ("a.json", r#"["a:b", "c:d"]"#, &["a:b", "c:d"]),
        ("a.json", "[]", &[]),
        ("a.yml", "[a:b, 'c:d']", &["a:b", "c:d"]),
        ("a.tf", r#"["a:b", "c:d"]"#, &["a:b", "c:d"]),
        ("a.tf", r#"concat(["a:b"], ["c:d"])"#, &["a:b", "c:d"]),
        ("a.tf", r#"toset(["a:b"])"#, &["a:b"]),
        ("a.tf", r#"flatten([["a:b"], [["c:d"]]])"#, &["a:b", "c:d"]),
        ("a.ts", "['a:b', ...['c:d']]", &["a:b", "c:d"]),
        ("a.py", "('a:b', 'c:d')", &["a:b", "c:d"]),
        (
            "a.py",
            "[Action('iam', 'CreateVirtualMFADevice'), 'c:d']",
            &["iam:CreateVirtualMFADevice", "c:d"],
        ),
        (
            "a.py",
            "[awacs.iam.CreateVirtualMFADevice]",
            &["iam:CreateVirtualMFADevice"],
        ),
        ("a.py", "[iam.TagMFADevice]", &["iam:TagMFADevice"]),
        ("a.go", r#"[]string{"a:b", "c:d"}"#, &["a:b", "c:d"]),
        ("a.go", r#"jsii.Strings("a:b", "c:d")"#, &["a:b", "c:d"]),
        ("a.go", r#"[]*string{jsii.String("a:b")}"#, &["a:b"]),
        ("a.java", r#"List.of("a:b", "c:d")"#, &["a:b", "c:d"]),
        ("a.java", r#"Arrays.asList("a:b")"#, &["a:b"]),
        ("a.cs", r#"new[] { "a:b", "c:d" }"#, &["a:b", "c:d"]),
    ];
    for (name, value, expected) in cases {
        let expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(read(name, value), Some(expected), "{name}: {value}");
    }
}

#[test]
fn what_is_computed_says_nothing() {
    for (name, value) in [
        ("a.ts", "other"),
        ("a.ts", "['a:b', other]"),
        ("a.ts", "['a:b', ...others]"),
        ("a.ts", "[a ? 'a:b' : 'c:d']"),
        ("a.ts", "x || 'a:b'"),
        ("a.ts", "[`a:${b}`]"),
        ("a.ts", "['a:b'].concat(others)"),
        ("a.ts", "actions['a:b']"),
        ("a.ts", "filter(['a:b'])"),
        ("a.ts", "!'a:b'"),
        ("a.py", "['a:b'] if x else ['c:d']"),
        ("a.py", "[a for a in ['a:b']]"),
        ("a.py", "not 'a:b'"),
        ("a.py", "actions['a:b']"),
        ("a.py", "iam.other"),
        ("a.py", "other.CreateVirtualMFADevice"),
        ("a.go", "actions[\"a:b\"]"),
        // The receiver isn't an argument.
        ("a.rb", "%w[a:b c:d].freeze"),
        ("a.tf", "var.x ? [\"a:b\"] : [\"c:d\"]"),
        ("a.tf", "[for a in [\"a:b\"] : a]"),
        ("a.tf", "distinct(var.x)"),
        ("a.yml", "[!Ref a]"),
        ("a.json", "[[[[[[[[[\"a:b\"]]]]]]]]]"),
    ] {
        assert_eq!(read(name, value), None, "{name}: {value}");
    }
}

#[test]
fn functions_that_only_wrap_a_string() {
    for (value, is_one) in [
        ("'a'", true),
        ("('a')", true),
        ("aws.String('a')", true),
        ("to.Ptr('a')", true),
        ("String(String(String('a')))", true),
        ("upper('a')", false),
        ("String(x)", false),
        ("String('a', 'b')", false),
        ("!'a'", false),
        ("`${x}`", true),
    ] {
        let document = parsed::document("a.ts", &format!("const x = {value};"));
        let found = only_string(&document, parsed::value(&document, "x"));
        assert_eq!(found.is_some(), is_one, "{value}");
    }
    let many = format!("const x = {}'a'{};", "String(".repeat(20), ")".repeat(20));
    let document = parsed::document("a.ts", &many);
    assert_eq!(only_string(&document, parsed::value(&document, "x")), None);
}

#[test]
fn effects_are_written_or_named() {
    for (name, value, effect) in [
        ("a.ts", "'Allow'", Some(Effect::Allow)),
        ("a.ts", "'DENY'", Some(Effect::Deny)),
        ("a.ts", "'other'", None),
        ("a.ts", "Effect.ALLOW", Some(Effect::Allow)),
        ("a.ts", "iam.Effect.DENY", Some(Effect::Deny)),
        ("a.ts", "(iam.Effect.DENY)", Some(Effect::Deny)),
        ("a.ts", "Allow", Some(Effect::Allow)),
        ("a.ts", "Deny", Some(Effect::Deny)),
        ("a.ts", "allow", None),
        ("a.ts", "settings.allow", None),
        ("a.ts", "aws.Allow", Some(Effect::Allow)),
        ("a.ts", "aws.allow", None),
        ("a.ts", "effect", None),
        ("a.ts", "x ? 'Allow' : 'Deny'", None),
        ("a.ts", "f(Effect.ALLOW)", None),
        ("a.ts", "`${Effect.ALLOW}`", None),
        ("a.go", "awsiam.Effect_ALLOW", Some(Effect::Allow)),
        ("a.go", "awsiam.PolicyEffect_DENY", Some(Effect::Deny)),
        ("a.go", "awsiam.OtherEffect_DENY", None),
        ("a.py", "iam.PolicyEffect.ALLOW", Some(Effect::Allow)),
        ("a.py", "Statement_Effect.ALLOW", Some(Effect::Allow)),
    ] {
        let text = match name {
            "a.go" => format!("package a\nvar x = {value}\n"),
            "a.ts" => format!("const x = {value};\n"),
            _ => format!("x = {value}\n"),
        };
        let document = parsed::document(name, &text);
        let read = effect_of(&document, parsed::value(&document, "x"));
        assert_eq!(read, effect, "{name}: {value}");
    }
}

#[test]
fn one_value_stands_for_a_list_of_one() {
    let document = parsed::document("a.json", r#"{"x": ["a", "b"], "y": "c"}"#);
    let count = |key| listed(&document, parsed::value(&document, key)).count();
    assert_eq!((count("x"), count("y")), (2, 1));
}
