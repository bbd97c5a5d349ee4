//! Policies whose holder stands one step further, and policies that are compared with others.

use std::rc::Rc;

use super::Trail;
use crate::iam::holder::Holder;
use crate::rewrite::Choices;
use crate::rules::look::Look;
use crate::rules::parsed;

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}"#;

/// The trail of the statement around the first device in a text, in which `POLICY` stands for one.
fn trail(name: &str, text: &str) -> Rc<Trail> {
    let document = parsed::document(name, &text.replace("POLICY", POLICY));
    let node = parsed::device(&document);
    let mut look = Look::new(&document, name, Choices::default());
    let statement = look.statements.around(&document, node);
    let statement = statement.unwrap_or_else(|| panic!("no statement: {text}"));
    look.trails.of(statement.node)
}

/// Who holds a policy, and whether anything leaves a doubt of that.
fn held(name: &str, text: &str) -> (Option<Holder>, bool) {
    let trail = trail(name, text);
    let holder = trail.other.map(|(holder, _)| holder);
    let holder = holder.or_else(|| trail.is_users.then_some(Holder::User));
    let is_doubtful = trail.changed.is_some() || trail.unknown.is_some() || trail.is_cut;
    (holder, is_doubtful)
}

#[test]
fn a_function_of_the_file_is_given_the_policy() {
    for kind in ["role", "group"] {
        let holder = match kind {
            "role" => Some(Holder::Role),
            _ => Some(Holder::User),
        };
        for (name, text) in [
            (
                "a.sh",
                "put() { aws iam put-KIND-policy --policy-document \"$2\" 2>&1; }\nput app 'POLICY'\n",
            ),
            (
                "a.sh",
                "put() {\n  local doc=\"$2\"\n  aws iam put-KIND-policy --policy-document \"$doc\"\n}\nput app 'POLICY'\n",
            ),
            (
                "a.py",
                "def attach(name, doc):\n    iam.put_KIND_policy(PolicyDocument=json.dumps(doc))\n\nattach('app', POLICY)\n",
            ),
            (
                "a.py",
                "def attach(name, doc):\n    iam.put_KIND_policy(PolicyDocument=json.dumps(doc))\n\nOWN = POLICY\nattach(doc=OWN, name='app')\n",
            ),
            (
                "a.py",
                "class A:\n    def attach(self, doc):\n        iam.put_KIND_policy(PolicyDocument=json.dumps(doc))\n\n    def f(self):\n        self.attach(POLICY)\n",
            ),
            (
                "a.js",
                "const attach = async (name, doc) => { await iam.send(new PutKINDPolicyCommand({ PolicyDocument: JSON.stringify(doc) })); };\nattach('app', POLICY);\n",
            ),
            (
                "a.rb",
                "def put(name, doc)\n  iam.put_KIND_policy(policy_document: doc.to_json)\nend\nput('app', POLICY)\n",
            ),
            (
                "a.ps1",
                "function Set-Own($Name, $Doc) { Write-IAMKINDPolicy -PolicyDocument $Doc }\nSet-Own app 'POLICY'\n",
            ),
        ] {
            let title = format!("{}{}", kind[..1].to_uppercase(), &kind[1..]);
            let is_title = text.contains("PutKIND") || text.contains("IAMKIND");
            let word = if is_title { title.as_str() } else { kind };
            let text = text.replace("KIND", word);
            assert_eq!(held(name, &text), (holder, false), "{text}");
        }
    }
    for (name, text) in [
        ("a.sh", "put() { run \"$@\"; }\nput app 'POLICY'\n"),
        (
            "a.py",
            "def attach(*all):\n    f(all)\n\nattach('app', POLICY)\n",
        ),
        (
            "a.py",
            "def attach(doc):\n    doc['Id'] = 'x'\n\nattach(POLICY)\n",
        ),
    ] {
        assert!(held(name, text).1, "{text}");
    }
}

#[test]
fn a_file_or_a_variable_leads_to_the_call() {
    let role = Some(Holder::Role);
    let put = "aws iam put-role-policy --role-name app --policy-document";
    for (name, text, expected) in [
        (
            "a.sh",
            format!("F=$(mktemp)\ncat > \"$F\" <<'E'\nPOLICY\nE\n{put} \"file://$F\"\n"),
            role,
        ),
        (
            "a.sh",
            format!("tee own.json <<'E'\nPOLICY\nE\n{put} file://own.json\n"),
            role,
        ),
        (
            "a.sh",
            format!("echo 'POLICY' | sudo tee own.json\n{put} file://own.json\n"),
            role,
        ),
        (
            "a.sh",
            format!("read -r -d '' DOC <<'E'\nPOLICY\nE\n{put} \"$DOC\"\n"),
            role,
        ),
        (
            "a.ps1",
            format!("@'\nPOLICY\n'@ | Out-File -Encoding ascii own.json\n{put} file://own.json\n"),
            role,
        ),
        (
            "a.sh",
            "ARN=arn:aws:iam::1:policy/own\naws iam create-policy-version --policy-arn $ARN --policy-document 'POLICY'\naws iam attach-role-policy --policy-arn $ARN\n".to_owned(),
            role,
        ),
        (
            "a.yml",
            "- copy:\n    dest: /tmp/own.json\n    content: 'POLICY'\n- command: aws iam put-role-policy --policy-document file:///tmp/own.json\n".to_owned(),
            role,
        ),
        (
            "a.yml",
            "- vars:\n    own: POLICY\n  tasks:\n  - iam_policy:\n      iam_type: role\n      policy_json: \"{{ own | to_json }}\"\n".to_owned(),
            role,
        ),
        (
            "a.yml",
            "- vars:\n    own: POLICY\n  tasks:\n  - iam_policy:\n      iam_type: group\n      policy_json: \"{{ own | to_json }}\"\n".to_owned(),
            Some(Holder::User),
        ),
        (
            "serverless.yml",
            "custom:\n  own: POLICY\nprovider:\n  iam:\n    role:\n      statements: ${self:custom.own}\n".to_owned(),
            role,
        ),
        (
            "a.md",
            format!("Create `own.json`:\n\n```json\nPOLICY\n```\n\nThen:\n\n```sh\n{put} file://own.json\n```\n"),
            role,
        ),
        (
            "terragrunt.hcl",
            "terraform {\n  source = \"git::https://x/y.git//lambda-role?ref=v1\"\n}\ninputs = {\n  policy = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"iam:*\", Resource = \"arn:aws:iam::*:mfa/x\" }] })\n}\n".to_owned(),
            role,
        ),
        (
            "A.java",
            "class A { void f() { String arn = iam.createPolicy(r -> r.policyDocument(\"POLICY\")).policy().arn();\n  iam.attachRolePolicy(r -> r.policyArn(arn)); } }".to_owned(),
            role,
        ),
        (
            "a.js",
            "iam.createPolicy({ PolicyDocument: JSON.stringify(POLICY) }, (err, data) => {\n  iam.attachRolePolicy({ PolicyArn: data.Policy.Arn }, () => {});\n});\n".to_owned(),
            role,
        ),
    ] {
        let text = if name == "A.java" {
            text.replace("POLICY", &POLICY.replace('"', "\\\""))
        } else {
            text
        };
        assert_eq!(held(name, &text), (expected, false), "{text}");
    }
    let combined = "- vars:\n    own: POLICY\n  tasks:\n  - iam_policy:\n      iam_type: group\n      policy_json: \"{{ own | combine(more) | to_json }}\"\n";
    assert!(held("a.yml", combined).1);
}

#[test]
fn what_a_loop_goes_through_is_followed_into_its_task() {
    let vars = "- vars:\n    own:\n      app: POLICY\n  tasks:\n";
    let task = |kind: &str, value: &str| {
        format!(
            "  - iam_policy:\n      iam_type: {kind}\n      iam_name: \"{{{{ item.key | lower }}}}\"\n      policy_json: \"{{{{ {value} }}}}\"\n"
        )
    };
    let (role, user) = (Some(Holder::Role), Some(Holder::User));
    for looped in [
        "    with_dict: \"{{ own }}\"\n",
        "    loop: \"{{ own | dict2items }}\"\n",
    ] {
        for (kind, value, expected) in [
            ("role", "item.value | to_json", (role, false)),
            ("group", "item.value | to_json", (user, false)),
            (
                "group",
                "item.value | combine(more) | to_json",
                (user, true),
            ),
        ] {
            let text = format!("{vars}{}{looped}", task(kind, value));
            assert_eq!(held("a.yml", &text), expected, "{text}");
        }
        let text = format!(
            "{vars}{}{looped}{}    loop: [a]\n",
            task("group", "item.value"),
            task("role", "item")
        );
        assert_eq!(held("a.yml", &text), (user, false), "{text}");
    }
    for (kind, expected) in [("role", role), ("user", user)] {
        let text = format!(
            "{}  with_items:\n  - key: app\n    policy: POLICY\n",
            task(kind, "item.policy")
                .replace("\n    ", "\n  ")
                .replace("  - iam", "- iam")
        );
        assert_eq!(held("a.yml", &text), (expected, false), "{text}");
        let text = text.replace("item", "one").replace("with_ones", "loop")
            + "  loop_control:\n    loop_var: one\n";
        assert_eq!(held("a.yml", &text), (expected, false), "{text}");
    }
}

#[test]
fn a_local_value_of_several_is_followed_by_its_key() {
    let text = |role: &str| {
        format!(
            "locals {{\n  policies = {{\n    own = data.aws_iam_policy_document.own.json\n    ci = \"x\"\n  }}\n}}\ndata \"aws_iam_policy_document\" \"own\" {{\n  statement {{\n    actions = [\"iam:*\"]\n    resources = [\"arn:aws:iam::*:mfa/x\"]\n  }}\n}}\nresource \"aws_iam_group_policy\" \"g\" {{\n  policy = local.policies.own\n}}\nresource \"aws_iam_role_policy\" \"r\" {{\n  policy = {role}\n}}\n"
        )
    };
    for (role, expected) in [
        ("local.policies[\"ci\"]", Holder::User),
        ("local.policies.ci", Holder::User),
        ("local.policies[\"own\"]", Holder::Role),
        ("local.policies[each.key]", Holder::Role),
    ] {
        assert_eq!(held("a.tf", &text(role)), (Some(expected), false), "{role}");
    }
}

#[test]
fn what_makes_a_construct_may_be_a_role() {
    let statement =
        "new iam.PolicyStatement({ actions: ['iam:*'], resources: ['arn:aws:iam::*:mfa/x'] })";
    for (text, expected) in [
        (
            "new LambdaConstruct(this, 'F', { policyStatements: [TS] });",
            (None, true),
        ),
        ("api.attachPermissions([TS]);", (None, true)),
        ("staffGroup.addToPolicy(TS);", (Some(Holder::User), false)),
        (
            "this.usersGroup.addToPolicy(TS);",
            (Some(Holder::User), false),
        ),
        (
            "new iam.ManagedPolicy(this, 'P', { statements: [TS] });",
            (None, false),
        ),
        (
            "new iam.Policy(this, 'P', { groups: [g], statements: [TS] });",
            (Some(Holder::User), false),
        ),
    ] {
        let text = text.replace("TS", statement);
        assert_eq!(held("a.ts", &text), expected, "{text}");
    }
}

#[test]
fn code_that_compares_a_policy_is_seen() {
    for (name, text, expected) in [
        ("a.py", "def f(live):\n    return live != POLICY\n", true),
        ("a.py", "assert got == POLICY, got\n", true),
        ("a.py", "if POLICY in doc['Statement']: pass\n", true),
        ("a.py", "doc['Statement'].remove(POLICY)\n", true),
        (
            "a.py",
            "OWN = POLICY\ndef f(live):\n    return live != OWN\n",
            true,
        ),
        (
            "a.py",
            "OWN = POLICY\nif live != OWN:\n    iam.put_group_policy(PolicyDocument=json.dumps(OWN))\n",
            false,
        ),
        ("a.py", "for s in [POLICY]:\n    f(s)\n", false),
        ("a.js", "if (!isDeepStrictEqual(live, POLICY)) f();\n", true),
        ("a.js", "switch (x) { case 'y': f(POLICY); }\n", false),
        ("a.rb", "abort unless live == POLICY\n", true),
        ("a.sh", "[ \"$(f)\" = 'POLICY' ] || exit 1\n", true),
        ("a.sh", "diff <(f) - <<'E'\nPOLICY\nE\n", true),
        (
            "a.sh",
            "aws iam simulate-custom-policy --policy-input-list 'POLICY'\n",
            true,
        ),
        (
            "a.sh",
            "D='POLICY'\n[ -n \"$D\" ] && aws iam put-user-policy --policy-document \"$D\"\n",
            false,
        ),
        (
            "a.yml",
            "filters:\n- type: has-statement\n  statements: [POLICY]\n",
            true,
        ),
    ] {
        let is_compared = trail(name, text).compared.is_some();
        assert_eq!(is_compared, expected, "{text}");
    }
}

#[test]
fn a_policy_that_is_taken_away_grants_nothing() {
    let text = "- iam_policy:\n    iam_type: group\n    state: absent\n    policy_json: 'POLICY'\n";
    assert!(trail("a.yml", text).taken_away.is_some());
    let text = text.replace("absent", "present");
    assert!(trail("a.yml", &text).taken_away.is_none());
}

#[test]
fn another_policy_that_is_made_of_it_is_a_change() {
    let text = "D = POLICY\nE = json.loads(json.dumps(D).replace('Allow', 'Deny'))\n";
    assert!(held("a.py", text).1);
    let text = "D = POLICY\nlog.info('%d', len(D['Statement']))\niam.put_group_policy(PolicyDocument=json.dumps(D))\n";
    assert_eq!(held("a.py", text), (Some(Holder::User), false));
}
