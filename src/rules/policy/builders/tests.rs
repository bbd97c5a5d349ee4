//! What the file above does, on pieces of code.
use super::*;
use crate::rules::parsed;

/// Whether the innermost mapping or the chain around `"R"` allows where it says no effect.
fn allows(name: &str, text: &str) -> bool {
    let document = parsed::document(name, text);
    let found = document
        .nodes()
        .find(|id| document.is_whole_string(*id) && document.text(*id).as_str() == "R");
    let string = found.unwrap_or_else(|| panic!("no R in {text}"));
    let around = document.ancestors(string).find(|id| {
        document.node(*id).role == Role::Mapping
            || (document.node(*id).role == Role::Call && document.is_method(*id))
    });
    allows_by_default(&document, around.unwrap_or(string))
}

#[test]
fn builders_allow_where_they_document_it() {
    for (name, text, expected) in [
        ("a.ts", "new iam.PolicyStatement({ resources: 'R' });", true),
        ("a.ts", "new PolicyStatement({ resources: 'R' });", true),
        ("a.ts", "new MyPolicyStatement({ resources: 'R' });", false),
        ("a.ts", "const x = { resources: 'R' };", false),
        ("a.ts", "new iam.PolicyStatement().addResources('R');", true),
        (
            "a.ts",
            "new iam.PolicyStatement(props).addResources('R');",
            false,
        ),
        ("a.ts", "x.addResources('R');", false),
        (
            "a.java",
            "class A { Object x = PolicyStatement.Builder.create().resources(\"R\"); }",
            true,
        ),
        (
            "a.go",
            "package a\nvar x = &iam.PolicyStatementProps{Resources: \"R\"}\n",
            true,
        ),
        (
            "a.go",
            "package a\nvar x = iam.GetPolicyDocumentStatementArgs{Resources: \"R\"}\n",
            true,
        ),
        (
            "a.go",
            "package a\nvar x = Statement{Resources: \"R\"}\n",
            false,
        ),
        ("a.py", "x = iam.PolicyStatement(resources=\"R\")\n", true),
        (
            "a.py",
            "x = iam.get_policy_document(statements=[{\"resources\": \"R\"}])\n",
            true,
        ),
        (
            "a.py",
            "x = other(statements=[{\"resources\": \"R\"}])\n",
            false,
        ),
        (
            "a.ts",
            "aws.iam.getPolicyDocumentOutput({ statements: [{ resources: 'R' }] });",
            true,
        ),
        (
            "a.ts",
            "new DataAwsIamPolicyDocument(this, 'x', { statement: [{ resources: 'R' }] });",
            true,
        ),
        (
            "a.ts",
            "new Other(this, 'x', { statement: [{ resources: 'R' }] });",
            false,
        ),
        (
            "a.tf",
            "data \"aws_iam_policy_document\" \"x\" {\n statement {\n  resources = \"R\"\n }\n}\n",
            true,
        ),
        ("a.tf", "x = { statement = { resources = \"R\" } }\n", false),
        (
            "a.tf",
            "x {\n dynamic \"statement\" {\n  content {\n   resources = \"R\"\n  }\n }\n}\n",
            true,
        ),
        (
            "a.tf",
            "x {\n dynamic \"other\" {\n  content {\n   resources = \"R\"\n  }\n }\n}\n",
            false,
        ),
        (
            "a.tf",
            "x {\n static \"statement\" {\n  content {\n   resources = \"R\"\n  }\n }\n}\n",
            false,
        ),
        (
            "a.tf.json",
            r#"{"data": {"aws_iam_policy_document": {"x": {"statement": [{"resources": "R"}]}}}}"#,
            true,
        ),
        (
            "a.json",
            r#"{"x": {"statement": [{"resources": "R"}]}}"#,
            false,
        ),
        ("a.json", r#"{"statements": [{"resources": "R"}]}"#, false),
    ] {
        assert_eq!(allows(name, text), expected, "{name}: {text}");
    }
}
