//! Policies that have more statements than are written in one place.

use std::rc::Rc;

use super::{MOST_STEPS, Trail, Trails};
use crate::iam::holder::Holder;
use crate::iam::holding::{Callers, Power};
use crate::rewrite::Choices;
use crate::rules::look::Look;
use crate::rules::parsed;
use crate::rules::policy::statement::Statements;

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

/// Whose requests the policy around the first device in a text decides.
fn callers(name: &str, text: &str) -> Callers {
    let document = parsed::document(name, text);
    let node = parsed::device(&document);
    let mut look = Look::new(&document, name, Choices::default());
    let place = look.resource(node);
    let place = place.unwrap_or_else(|| panic!("unread: {text}"));
    place.policy.holding.callers
}

#[test]
fn a_command_tells_who_holds_what_it_is_given() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}"#;
    let role = Callers::Sessions(Holder::Role);
    for (command, expected) in [
        ("aws iam put-role-policy --policy-document 'POLICY'", role),
        (
            "aws iam put-user-policy --policy-document 'POLICY'",
            Callers::Users,
        ),
        (
            "aws iam create-policy --role-name x --policy-document 'POLICY'",
            role,
        ),
        (
            "aws iam create-policy --description role --policy-document 'POLICY'",
            Callers::Users,
        ),
        (
            "cat > own-policy.json <<'E'\nPOLICY\nE\naws iam put-role-policy --policy-document file://own-policy.json",
            role,
        ),
        (
            "read -r DOC <<'E'\nPOLICY\nE\naws iam put-role-policy --policy-document \"$DOC\"",
            role,
        ),
    ] {
        let script = format!("{}\n", command.replace("POLICY", policy));
        assert_eq!(callers("a.sh", &script), expected, "{command}");
    }
}

#[test]
fn a_role_of_vault_tells_whose_credentials_it_gives() {
    let session = Callers::Sessions(Holder::Session);
    for (kind, expected) in [
        ("iam_user", Callers::Users),
        ("assumed_role", session),
        ("federation_token", session),
        ("session_token", session),
    ] {
        let statement = STATEMENT.replace('$', "$$");
        let role = format!(
            "resource \"vault_aws_secret_backend_role\" \"r\" {{\n  credential_type = \"{kind}\"\n  policy_document = <<E\n{{\"Statement\": [{statement}]}}\nE\n}}\n"
        );
        assert_eq!(callers("a.tf", &role), expected, "{kind}");
    }
}

#[test]
fn a_variable_is_called_after_who_holds_its_policy() {
    let role = Callers::Sessions(Holder::Role);
    for (name, expected) in [
        ("role_policy", role),
        ("module.role_policy", role),
        ("user_policy", Callers::Users),
        ("scp", Callers::UsersAndSessions),
        ("own_devices", Callers::Users),
    ] {
        let program = format!("{name} = {{'Statement': [{STATEMENT}]}}\n");
        assert_eq!(callers("a.py", &program), expected, "{name}");
    }
}

#[test]
fn a_policy_that_only_a_resource_has_grants_no_device() {
    let policy = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{STATEMENT}]}}");
    for (command, expected) in [
        ("aws s3api put-bucket-policy --policy", Power::Nothing),
        ("aws iam put-user-policy --policy-document", Power::Grants),
        (
            "aws s3api put-bucket-policy --policy file://own-policy.json\naws iam put-user-policy --policy-document",
            Power::Grants,
        ),
    ] {
        let script =
            format!("cat > own-policy.json <<'E'\n{policy}\nE\n{command} file://own-policy.json\n");
        let power = trail_of("a.sh", &script).held().holding.power;
        assert_eq!(power, expected, "{command}");
    }
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

/// The trail of the statement around the first device in a file.
fn trail_of(path: &str, text: &str) -> Rc<Trail> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let document = parsed::document(name, text);
    let node = parsed::device(&document);
    let mut look = Look::new(&document, path, Choices::default());
    let statement = look
        .statements
        .around(&document, node)
        .unwrap_or_else(|| panic!("no statement: {text}"));
    look.trails.of(statement.node)
}

/// A statement in JSON, which Python, JavaScript and Terraform's functions read as well.
const STATEMENT: &str = r#"{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}"#;

#[test]
fn what_changes_a_statement_is_seen() {
    let powershell = "@{ Effect = 'Allow'; Action = 'iam:CreateVirtualMFADevice'; Resource = 'arn:aws:iam::*:mfa/${aws:username}' }";
    let csharp = "new Statement { Effect = \"Allow\", Action = \"iam:CreateVirtualMFADevice\", Resource = \"arn:aws:iam::*:mfa/${aws:username}\" }";
    let go = "Statement{Effect: \"Allow\", Action: \"iam:CreateVirtualMFADevice\", Resource: \"arn:aws:iam::*:mfa/${aws:username}\"}";
    let hcl = "{Effect = \"Allow\", Action = \"iam:CreateVirtualMFADevice\", Resource = \"arn:aws:iam::*:mfa/$${aws:username}\"}";
    for (name, text, expected) in [
        // Given a name within an expression, or as a parameter's default.
        ("a.py", format!("use(s := {STATEMENT})\n"), None),
        (
            "a.py",
            format!("use(s := {STATEMENT})\ns['Effect'] = 'Deny'\n"),
            Some(2),
        ),
        (
            "a.py",
            format!("def f(s={STATEMENT}):\n    return json.dumps(s)\n"),
            None,
        ),
        (
            "a.py",
            format!("def f(s={STATEMENT}):\n    s['Effect'] = x\n"),
            Some(2),
        ),
        (
            "a.js",
            format!("function f(s = {STATEMENT}) {{\n  s.Effect = x;\n}}\n"),
            Some(2),
        ),
        // Put into a list by an operator.
        ("a.py", format!("sts += [{STATEMENT}]\n"), None),
        (
            "a.py",
            format!("sts += [{STATEMENT}]\nfor s in sts:\n    f(s)\n"),
            Some(2),
        ),
        (
            "a.rb",
            format!("sts << {STATEMENT}\nsts.last['Effect'] = 'Deny'\n"),
            Some(2),
        ),
        // Put together with something.
        ("a.ps1", format!("$s = {powershell} + $more\n"), Some(1)),
        (
            "a.cs",
            format!(
                "class A {{ void F() {{ var s = {csharp};\nvar d = s with {{ Effect = \"Deny\" }}; }} }}"
            ),
            Some(2),
        ),
        // Returned by a function, whose value is changed.
        (
            "a.py",
            format!("def own():\n    return {STATEMENT}\ns = own()\nput(json.dumps(s))\n"),
            None,
        ),
        (
            "a.py",
            format!("def own():\n    return {STATEMENT}\ns = own()\ns['Effect'] = 'Deny'\n"),
            Some(4),
        ),
        (
            "a.ts",
            format!("const own = () => ({STATEMENT});\nconst s = own();\ns.Effect = 'Deny';\n"),
            Some(3),
        ),
        (
            "a.go",
            format!(
                "package a\nfunc own() Statement {{ return {go} }}\nfunc f() {{\n s := own()\n s.Effect = x\n}}\n"
            ),
            Some(5),
        ),
        // A member of a class, and what a method gives of a value.
        (
            "a.py",
            format!(
                "class Own:\n    S = {STATEMENT}\n    def f(cls):\n        return {{**cls.S, 'Effect': 'Deny'}}\n"
            ),
            Some(4),
        ),
        (
            "a.py",
            format!("class Own:\n    S = {STATEMENT}\ndeny = {{**Own.S, 'Effect': 'Deny'}}\n"),
            Some(3),
        ),
        (
            "a.py",
            format!("class Own:\n    S = {STATEMENT}\ndeny = {{**Other.S, 'Effect': 'Deny'}}\n"),
            None,
        ),
        (
            "a.js",
            format!(
                "class A {{\n static own = {STATEMENT};\n static deny() {{ return {{ ...A.own, Effect: 'Deny' }}; }}\n}}\n"
            ),
            Some(3),
        ),
        (
            "a.rb",
            format!(
                "DOC = {STATEMENT}\ndeny = Marshal.load(Marshal.dump(DOC))\ndeny['Effect'] = 'Deny'\n"
            ),
            Some(3),
        ),
        (
            "a.rb",
            format!("BASE = {STATEMENT}.freeze\ndef deny = BASE.merge('Effect' => 'Deny')\n"),
            Some(2),
        ),
        // What a function only does is not what it gives.
        (
            "a.py",
            format!(
                "class A(B):\n    def __init__(self):\n        super().__init__(self)\n        p.add_statements({STATEMENT})\n"
            ),
            None,
        ),
        // Written as text, in which something is replaced.
        (
            "a.tf",
            format!("locals {{\n  p = jsonencode({hcl})\n}}\n"),
            None,
        ),
        (
            "a.tf",
            format!("locals {{\n  p = replace(jsonencode({hcl}), \"Allow\", var.x)\n}}\n"),
            Some(2),
        ),
        (
            "a.tf",
            format!("locals {{\n  p = regexall(\"x\", jsonencode({hcl}))\n}}\n"),
            Some(2),
        ),
        (
            "a.py",
            format!("p = re.sub('Allow', 'Deny', json.dumps({STATEMENT}))\n"),
            Some(1),
        ),
        // Overridden in the template that comes of it.
        (
            "a.ts",
            format!(
                "const g = new iam.CfnGroup(this, 'G', {{ policies: [{{ policyDocument: {{ Statement: [{STATEMENT}] }} }}] }});\nb.addPropertyOverride('BucketEncryption', x);\n"
            ),
            None,
        ),
        (
            "a.ts",
            format!(
                "const g = new iam.CfnGroup(this, 'G', {{ policies: [{{ policyDocument: {{ Statement: [{STATEMENT}] }} }}] }});\ng.addPropertyOverride('Policies.0.PolicyDocument.Statement.0.Effect', 'Deny');\n"
            ),
            Some(2),
        ),
        (
            "a.py",
            format!(
                "g = CfnGroup(policies=[{{'policyDocument': {{'Statement': [{STATEMENT}]}}}}])\ng.add_override(path, 'Deny')\n"
            ),
            Some(2),
        ),
    ] {
        assert_eq!(trail_of(name, &text).changed, expected, "{text}");
    }
}

#[test]
fn who_holds_a_policy_is_seen() {
    let yaml = "[{Effect: Allow, Action: iam:CreateVirtualMFADevice, Resource: 'arn:aws:iam::*:mfa/${aws:username}'}]";
    for (path, text, expected) in [
        ("a.json", format!("[{STATEMENT}]"), None),
        (
            "a.json",
            format!(r#"{{"lambda": {{"policy": [{STATEMENT}]}}}}"#),
            Some(Holder::Service),
        ),
        (
            ".chalice/policy-dev.json",
            format!(r#"{{"Statement": [{STATEMENT}]}}"#),
            Some(Holder::Service),
        ),
        (
            "amplify/backend/function/f/custom-policies.json",
            format!("[{STATEMENT}]"),
            Some(Holder::Service),
        ),
        (
            "iam/service-control-policies/mfa.json",
            format!(r#"{{"Statement": [{STATEMENT}]}}"#),
            Some(Holder::Organization),
        ),
        (
            "sso/permission-sets/dev.json",
            format!(r#"{{"Statement": [{STATEMENT}]}}"#),
            Some(Holder::PermissionSet),
        ),
        (
            "roles/iam/files/dev.json",
            format!(r#"{{"Statement": [{STATEMENT}]}}"#),
            None,
        ),
        (
            "a.yml",
            format!("spec:\n  additionalPolicies:\n    node: |\n      [{STATEMENT}]\n"),
            Some(Holder::Service),
        ),
        (
            "a.yml",
            format!("name: Dev\nsessionDuration: PT8H\ninlinePolicy:\n  Statement: {yaml}\n"),
            Some(Holder::PermissionSet),
        ),
        (
            "a.yml",
            format!(
                "Resources:\n  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      PolicyDocument:\n        Statement: {yaml}\n"
            ),
            Some(Holder::Resource),
        ),
        (
            "a.yml",
            format!(
                "Resources:\n  P:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement: {yaml}\n"
            ),
            Some(Holder::Resource),
        ),
        (
            "a.sh",
            format!(
                "aws s3api put-bucket-policy --bucket b --policy '{{\"Statement\": [{STATEMENT}]}}'\n"
            ),
            Some(Holder::Resource),
        ),
        (
            "a.ps1",
            format!(
                "New-ORGPolicy -Type SERVICE_CONTROL_POLICY -Content '{{\"Statement\": [{STATEMENT}]}}'\n"
            ),
            Some(Holder::Organization),
        ),
        (
            "a.yml",
            format!(
                "Resources:\n  P:\n    Type: AWS::IoT::Policy\n    Properties:\n      PolicyDocument:\n        Statement: {yaml}\n"
            ),
            Some(Holder::Resource),
        ),
        (
            "a.sh",
            format!(
                "aws iam put-user-policy --policy-document '{{\"Statement\": [{STATEMENT}]}}'\n"
            ),
            None,
        ),
        (
            "a.js",
            format!(
                "const {{ Policy }} = await iam.send(new CreatePolicyCommand({{ PolicyDocument: JSON.stringify({{ Statement: [{STATEMENT}] }}) }}));\nawait iam.send(new AttachRolePolicyCommand({{ RoleName: 'x', PolicyArn: Policy.Arn }}));\n"
            ),
            Some(Holder::Role),
        ),
    ] {
        let trail = trail_of(path, &text);
        let other = trail.other.map(|(holder, _)| holder);
        assert_eq!(other, expected, "{path}: {text}");
    }
    let java = |made: &str| {
        let text = format!(
            "class A {{ void f() {{ var g = {made};\n g.addToPolicy(PolicyStatement.Builder.create().actions(List.of(\"iam:CreateVirtualMFADevice\")).resources(List.of(\"arn:aws:iam::*:mfa/${{aws:username}}\")).build()); }} }}"
        );
        let trail = trail_of("A.java", &text);
        (trail.is_users, trail.unknown.is_some())
    };
    assert_eq!(
        java("Group.Builder.create(this, \"G\").build()"),
        (true, false)
    );
    assert_eq!(java("other(this)"), (false, true));
    let kinds = |kind: &str| {
        let text = format!(
            "- iam_policy:\n    iam_type: {kind}\n    policy_json: '{{\"Statement\": [{STATEMENT}]}}'\n"
        );
        let trail = trail_of("a.yml", &text);
        (trail.is_users, trail.unknown.is_some())
    };
    assert_eq!(kinds("user"), (true, false));
    assert_eq!(kinds("\"{{ kind }}\""), (false, true));
    for (text, record) in [
        (
            format!(
                r#"{{"eventName": "PutGroupPolicy", "eventSource": "iam.amazonaws.com", "requestParameters": {{"policyDocument": {{"Statement": [{STATEMENT}]}}}}}}"#
            ),
            true,
        ),
        (
            format!(
                r#"{{"change": {{"before": null, "after": {{"policy": {{"Statement": [{STATEMENT}]}}}}}}}}"#
            ),
            true,
        ),
        (
            format!(r#"{{"after": {{"policy": {{"Statement": [{STATEMENT}]}}}}}}"#),
            false,
        ),
        (
            format!(
                r#"{{"resources": [{{"urn": "urn:pulumi:dev::iam::aws:iam/policy:Policy::own", "type": "aws:iam/policy:Policy", "inputs": {{"policy": {{"Statement": [{STATEMENT}]}}}}}}]}}"#
            ),
            true,
        ),
        (
            format!(
                r#"{{"Policies": [{{"PolicyName": "own", "AttachmentCount": 1, "Document": {{"Statement": [{STATEMENT}]}}}}]}}"#
            ),
            true,
        ),
        (
            format!(
                r#"{{"ResourceChange": {{"BeforeContext": {{"PolicyDocument": {{"Statement": [{STATEMENT}]}}}}}}}}"#
            ),
            true,
        ),
        (
            format!(
                r#"{{"PolicyName": "own", "PolicyId": "own-mfa", "Document": {{"Statement": [{STATEMENT}]}}}}"#
            ),
            false,
        ),
    ] {
        assert_eq!(trail_of("a.json", &text).record.is_some(), record, "{text}");
    }
    let boundary = format!(
        "const p = new iam.ManagedPolicy(this, 'M', {{ document: {{ Statement: [{STATEMENT}] }} }});\niam.PermissionsBoundary.of(this).apply(p);\n"
    );
    assert_eq!(trail_of("a.ts", &boundary).boundary, Some(2));
    let boundary = format!(
        "cat > edge.json <<'J'\n{{\"Statement\": [{STATEMENT}]}}\nJ\nARN=$(aws iam create-policy --policy-document file://edge.json)\naws iam put-user-permissions-boundary --permissions-boundary $ARN\n"
    );
    assert_eq!(trail_of("a.sh", &boundary).boundary, Some(5));
    let boundary = boundary.replace(" --permissions-boundary", "");
    assert_eq!(trail_of("a.sh", &boundary).boundary, Some(5));
}

#[test]
fn a_trail_of_too_many_steps_is_cut() {
    let text = r#"{"Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::*:mfa/x"}]}"#;
    let document = parsed::document("a.json", text);
    let device = parsed::device(&document);
    let statement = Statements::default().around(&document, device);
    let statement = statement.expect("a statement").node;
    for (steps, expected) in [(0, false), (MOST_STEPS, false), (MOST_STEPS + 1, true)] {
        let mut trails = Trails::new(&document, "a.json");
        trails.steps = steps;
        assert_eq!(trails.of(statement).is_cut, expected, "{steps}");
    }
}
