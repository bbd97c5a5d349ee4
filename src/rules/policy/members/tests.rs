//! What the file above does, on pieces of code.
use super::*;
use crate::rules::parsed;

/// The names of the members of the first mapping with an `effect`, and what else may give it some.
fn read(name: &str, text: &str) -> (Vec<String>, More) {
    let document = parsed::document(name, text);
    let mapping = document
        .nodes()
        .filter(|id| document.node(*id).role == Role::Mapping)
        .find(|id| {
            document.spelling(*id).contains("Effect") && {
                !document.descendants(*id).any(|below| {
                    document.node(below).role == Role::Mapping
                        && document.spelling(below).contains("Effect")
                })
            }
        });
    let mapping = mapping.unwrap_or_else(|| panic!("no mapping in {text}"));
    let names = entries(&document, mapping)
        .into_iter()
        .map(|(name, _)| name);
    (names.collect(), has_more(&document, mapping))
}

#[test]
fn what_is_put_in_may_add_or_override() {
    for (name, text, more) in [
        ("a.ts", "f({ Effect: 'a', Action: 'b' });", More::Nothing),
        ("a.ts", "f({ ...x, Effect: 'a' });", More::MayAdd),
        ("a.ts", "f({ Effect: 'a', ...x });", More::MayOverride),
        (
            "a.ts",
            "f({ Effect: 'a', ['x' + y]: 'b' });",
            More::MayOverride,
        ),
        ("a.ts", "f({ Effect: 'a', action });", More::MayAdd),
        ("a.ts", "f({ Effect: 'a', sid });", More::Nothing),
        (
            "a.ts",
            "f({ Effect: 'a', get action() { return 1; } });",
            More::MayAdd,
        ),
        ("a.ts", "merge({ Effect: 'a' }, x);", More::MayOverride),
        (
            "a.ts",
            "Object.assign({ Effect: 'a' }, x);",
            More::MayOverride,
        ),
        ("a.ts", "_.defaultsDeep({ Effect: 'a' }, x);", More::Nothing),
        ("a.ts", "_.defaults({ Effect: 'a' }, x);", More::MayOverride),
        (
            "a.ts",
            "const x = { ...{ Effect: 'a' } };",
            More::MayOverride,
        ),
        ("a.ts", "const x = { Effect: 'a' } as A | B;", More::Nothing),
        ("a.py", "x = {'Effect': 'a', **y}\n", More::MayOverride),
        ("a.py", "x = {**y, 'Effect': 'a'}\n", More::MayAdd),
        ("a.py", "x = {'Effect': 'a', key: 'b'}\n", More::MayOverride),
        ("a.py", "x = {'Effect': 'a'} | y\n", More::MayOverride),
        ("a.py", "x |= {'Effect': 'a'}\n", More::MayOverride),
        ("a.py", "x = f(Effect='a', Action='b')\n", More::Nothing),
        ("a.py", "x = f(y, Effect='a')\n", More::MayAdd),
        ("a.py", "x = f(Effect='a', **y)\n", More::MayOverride),
        ("a.py", "x.update({'Effect': 'a'})\n", More::MayOverride),
        ("a.rb", "x = { Effect: 'a', **y }\n", More::MayOverride),
        (
            "a.yml",
            "y: &y {}\nx:\n  Effect: a\n  <<: *y\n",
            More::MayAdd,
        ),
        ("a.yml", "x:\n  Effect: a\n  Action: b\n", More::Nothing),
        (
            "a.tf",
            "x = merge(y, { Effect = \"a\" })\n",
            More::MayOverride,
        ),
        ("a.tf", "x = { Effect = \"a\" }\n", More::Nothing),
        ("a.json", r#"{"Effect": "a", "<<": 1}"#, More::Nothing),
    ] {
        assert_eq!(read(name, text).1, more, "{name}: {text}");
    }
}

#[test]
fn keys_are_compared_without_case_and_signs() {
    for (name, text, expected) in [
        (
            "a.json",
            r#"{"Effect": "a", "Not-Action": 1}"#,
            "effect notaction",
        ),
        (
            "a.py",
            "f(Effect='a', not_actions=[1])\n",
            "effect notactions",
        ),
        (
            "a.ts",
            "f({ Effect: 'a', [x]: 1, 'Not_Action': 2 });",
            "effect notaction",
        ),
        ("a.py", "x = {'Effect': 'a', key: 'b'}\n", "effect"),
        ("a.ts", "f({ Effect: 'a', [`a${b}`]: 1 });", "effect"),
    ] {
        assert_eq!(read(name, text).0.join(" "), expected, "{text}");
    }
}

#[test]
fn methods_are_named_without_their_verb() {
    let document = parsed::document(
        "a.ts",
        "a.addActions(1); a.withEffect(2); a.setSid(3); a.sid(4);",
    );
    let name = |spelling: &str| {
        let call = parsed::node_of(&document, Role::Call, spelling);
        entry_name(&document, call)
    };
    assert_eq!(name("a.addActions(1)").as_deref(), Some("actions"));
    assert_eq!(name("a.withEffect(2)").as_deref(), Some("effect"));
    assert_eq!(name("a.setSid(3)").as_deref(), Some("sid"));
    assert_eq!(name("a.sid(4)").as_deref(), Some("sid"));
}

#[test]
fn a_chain_is_read_from_its_last_call() {
    let text = "new S().effect(1).actions(2).other.sid(3);\nf(x.sid(4));";
    let document = parsed::document("a.ts", text);
    let mut chains = Chains::default();
    let whole = parsed::node_of(
        &document,
        Role::Call,
        "new S().effect(1).actions(2).other.sid(3)",
    );
    for call in [
        "new S().effect(1)",
        "new S().effect(1).actions(2)",
        "new S()",
    ] {
        let call = parsed::node_of(&document, Role::Call, call);
        assert_eq!(chains.top(&document, call), whole);
    }
    assert_eq!(chains.top(&document, whole), whole);
    let names: Vec<String> = calls_of(&document, whole)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["sid", "actions", "effect", "s"]);
    let argument = parsed::node_of(&document, Role::Call, "x.sid(4)");
    assert_eq!(chains.top(&document, argument), argument);
}

#[test]
fn a_long_key_is_no_name() {
    let key = "k".repeat(300);
    let document = parsed::document("a.json", &format!("{{\"{key}\": 1, \"Effect\": 2}}"));
    let mapping = document
        .nodes()
        .find(|id| document.node(*id).role == Role::Mapping);
    let names = mapping.map(|mapping| entries(&document, mapping));
    assert_eq!(names.map(|names| names.len()), Some(1));
}
