//! What the file above does, on pieces of code.

use super::*;
use crate::rewrite::Choices;
use crate::rules::parsed;
use crate::rules::serial::form::{self, SerialForm};

/// The lookup for the first site of a file that computes a serial number, without what every lookup has.
fn lookup(name: &str, text: &str) -> Result<String, NoLookup> {
    let document = parsed::document(name, text);
    let mut look = Look::new(&document, "login.sh", Choices::default());
    let sites = look.sites();
    let site = sites
        .iter()
        .find(|site| form::of(&document, site) == SerialForm::Derived)
        .unwrap_or_else(|| panic!("nothing is derived in {text}"));
    let word = word(&look, site)?;
    let stop = if name.ends_with(".fish") {
        OR_STOP_FISH
    } else {
        OR_STOP
    };
    let rest = format!(" --query \"{QUERY}\" --output text {stop})");
    assert!(word.contains(&rest), "{word}");
    Ok(word
        .replace(&rest, " …)")
        .replace(" iam list-mfa-devices", " …"))
}

const CALL: &str = "aws sts get-session-token --serial-number";

#[test]
fn a_lookup_names_the_user() {
    for (script, expected) in [
        (
            "CALL \"arn:aws:iam::$A:mfa/$U\"\n",
            "\"$(aws … --user-name \"$U\" …)\"",
        ),
        (
            "CALL arn:aws:iam::1:mfa/${U}\n",
            "\"$(aws … --user-name \"${U}\" …)\"",
        ),
        (
            "CALL=\"arn:aws:iam::$A:mfa/$U\"\n",
            "--serial-number=\"$(aws … --user-name \"$U\" …)\"",
        ),
        (
            "aws sts get-session-token \"--serial-number=arn:aws:iam::$A:mfa/$U\"\n",
            "--serial-number=\"$(aws … --user-name \"$U\" …)\"",
        ),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\nCALL $D\n",
            "\"$(aws … --user-name \"$U\" …)\"",
        ),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\ntool\n",
            "\"$(aws … --user-name \"$U\" …)\"",
        ),
        (
            "CALL \"${D:-arn:aws:iam::$A:mfa/$U}\"\n",
            "$(aws … --user-name \"$U\" …)",
        ),
        (
            "CALL \"${ARN/:user/:mfa}\"\n",
            "\"$(aws … --user-name \"${ARN##*/}\" …)\"",
        ),
        (
            "CALL \"$(aws sts get-caller-identity --query Arn --output text | sed 's/user/mfa/')\"\n",
            "\"$(aws … --user-name \"$(aws sts get-caller-identity --query Arn --output text | sed 's|.*/||')\" …)\"",
        ),
        (
            "D=`whoami | sed -e s/:user/:mfa/`\ntool\n",
            "\"$(aws … --user-name \"$(whoami | sed 's|.*/||')\" …)\"",
        ),
        (
            "D=$(aws --profile p sts get-caller-identity --query Arn --output text | sed 's/user/mfa/')\ntool\n",
            "\"$(aws … --profile p --user-name \"$(aws --profile p sts get-caller-identity --query Arn --output text | sed 's|.*/||')\" …)\"",
        ),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\naws --profile p sts get-session-token --serial-number $D\n",
            "\"$(aws … --profile p --user-name \"$U\" …)\"",
        ),
        (
            "CALL \"arn:aws:iam::$(aws sts get-caller-identity --query Account):mfa/$U\"\n",
            "\"$(aws … --user-name \"$U\" …)\"",
        ),
        (
            "CALL \"arn:aws:iam::$A:mfa/$(whoami)\"\n",
            "\"$(aws … --user-name \"$(whoami)\" …)\"",
        ),
    ] {
        let script = script.replace("CALL", CALL);
        assert_eq!(lookup("a.sh", &script).as_deref(), Ok(expected), "{script}");
    }
}

#[test]
fn no_lookup_is_written_where_something_is_unknown() {
    use NoLookup::{Credentials, Managed, NoWord, OtherUse, Owner, SeveralCredentials};
    for (script, because) in [
        ("other \"arn:aws:iam::$A:mfa/$U\"\n", NoWord),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\nCALL $D\naws iam enable-mfa-device --serial-number $D\n",
            Managed,
        ),
        ("CALL \"arn:aws:iam::$A:mfa/x-$U\"\n", Owner),
        ("CALL \"arn:aws:iam::$A:mfa/$U-phone\"\n", Owner),
        ("CALL arn:aws:iam::1:mfa/$U-phone\n", Owner),
        ("CALL \"arn:aws:iam::$(tool):mfa/$U\"\n", Owner),
        ("CALL \"arn:aws:iam::${A:=1}:mfa/$U\"\n", Owner),
        ("CALL \"arn:aws:iam::$(X=1 aws sts y):mfa/$U\"\n", Owner),
        ("CALL \"$(x | sed 's/user/mfa/' | other)\"\n", Owner),
        ("CALL \"$(x | sed 's/user/mfa/;s/a/b/')\"\n", Owner),
        ("CALL \"$(x | sed 's/user/mfa/' 's/a/b/')\"\n", Owner),
        ("CALL \"$(x | tool 's/user/mfa/')\"\n", Owner),
        ("CALL \"x$(x | sed 's/user/mfa/')\"\n", Owner),
        ("CALL \"$(x; y\nz | sed 's/user/mfa/')\"\n", Owner),
        ("D=`x \\`y\\` | sed s/user/mfa/`\ntool\n", Owner),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\nCALL $D\nother $D\n",
            OtherUse(3),
        ),
        ("D=\"arn:aws:iam::$A:mfa/$U\"\nCALL $D $ARGS\n", Credentials),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\nexport AWS_PROFILE=x\nCALL $D\n",
            Credentials,
        ),
        (
            "D=$(tool aws sts get-caller-identity | sed 's/user/mfa/')\ntool\n",
            Credentials,
        ),
        (
            "D=\"arn:aws:iam::$A:mfa/$U\"\nCALL $D\naws --profile p sts get-session-token --serial-number $D\n",
            SeveralCredentials,
        ),
    ] {
        let script = script.replace("CALL", CALL);
        assert_eq!(lookup("a.sh", &script), Err(because), "{script}");
    }
}

#[test]
fn a_lookup_needs_a_shell() {
    use NoLookup::{
        Credentials, Expanded, FirstProcess, InProgram, Make, NoShell, NoWord, NotPosix, Template,
    };
    const WORD: &str = "\"$(aws … --user-name \"$U\" …)\"";
    let command = format!("{CALL} \\\"arn:aws:iam::$A:mfa/$U\\\"");
    let plain = format!("{CALL} arn:aws:iam::$A:mfa/$U");
    for (name, text, expected) in [
        ("a.json", format!("{{\"run\": \"{command}\"}}"), Ok(WORD)),
        (
            "a.json",
            format!("{{\"command\": \"{command}\"}}"),
            Err(NoShell),
        ),
        (
            "a.json",
            format!("{{\"run\": {{\"command\": \"{command}\"}}}}"),
            Ok(WORD),
        ),
        (
            "a.json",
            format!("{{\"command\": [\"sh\", \"-c\", \"{command}\"]}}"),
            Err(FirstProcess),
        ),
        (
            "a.json",
            format!("{{\"command\": [\"sh\", \"-c\"], \"args\": [\"{command}\"]}}"),
            Err(FirstProcess),
        ),
        (
            "a.json",
            format!("{{\"x\": [\"sh\", \"-c\", \"{command}\"]}}"),
            Ok(WORD),
        ),
        (
            "Dockerfile",
            format!("FROM x\nRUN {plain}\nCMD [\"sh\", \"-c\", \"{plain}\"]\n"),
            Err(FirstProcess),
        ),
        (
            "a.json",
            format!("{{\"command\": [\"{command}\", \"-c\"]}}"),
            Err(NoShell),
        ),
        (
            "a.json",
            format!("{{\"command\": [\"x\", \"{command}\"]}}"),
            Err(NoShell),
        ),
        ("a.yml", format!("run: {plain}\n"), Ok(WORD)),
        (
            "a.yml",
            format!("shell: cmd\nrun: {plain}\n"),
            Err(NotPosix),
        ),
        ("a.yml", format!("shell: pwsh\nrun: {plain}\n"), Err(NoWord)),
        ("a.yml", format!("cmd: {plain}\n"), Err(NoShell)),
        ("a.yml", format!("x.entrypoint: {plain}\n"), Err(NoShell)),
        (
            "a.tf",
            format!("x \"y\" {{\n command = \"{command}\"\n}}\n"),
            Ok(WORD),
        ),
        ("a.py", format!("x = \"{command}\"\n"), Err(InProgram)),
        ("a.sh", format!("eval \"{plain}\"\n"), Err(Expanded)),
        ("a.sh", format!("alias x='{plain}'\n"), Ok(WORD)),
        ("a.sh", format!("f x='{plain}'\n"), Err(Credentials)),
        ("a.md", format!("```sh\n{plain}\n```\n"), Ok(WORD)),
        (
            "a.ps1",
            format!("{CALL} \"arn:aws:iam::${{A}}:mfa/$U\"\n"),
            Err(NoWord),
        ),
        (
            "Makefile",
            format!("a:\n\t{CALL} arn:aws:iam::1:mfa/$(USER)\n"),
            Ok("\"$(aws … --user-name \"${USER}\" …)\""),
        ),
        (
            "Makefile",
            format!("USER = x\na:\n\t{CALL} arn:aws:iam::1:mfa/$(USER)\n"),
            Err(Make),
        ),
        (
            "Makefile",
            format!("include x.mk\na:\n\t{CALL} arn:aws:iam::1:mfa/$(USER)\n"),
            Err(Make),
        ),
        (
            ".env",
            "D=\"arn:aws:iam::$A:mfa/$U\"\n".to_owned(),
            Err(NoWord),
        ),
        (
            "a.sh.j2",
            format!("{CALL} arn:aws:iam::$A:mfa/{{{{ user }}}}\n"),
            Err(Template),
        ),
    ] {
        let found = lookup(name, &text);
        assert_eq!(
            found.as_deref().map_err(|because| *because),
            expected,
            "{name}: {text}"
        );
    }
}

#[test]
fn credentials_that_change_before_a_call_give_no_lookup() {
    const D: &str = "D=\"arn:aws:iam::$A:mfa/$U\"\n";
    for (rest, expected) in [
        ("CALL $D\n", true),
        ("assume prod\nCALL $D\n", false),
        ("awsume prod; CALL $D\n", false),
        ("aws sts assume-role --role-arn r > f\nCALL $D\n", true),
        (
            "switch\nCALL $D\nswitch() { export AWS_PROFILE=x; }\n",
            false,
        ),
        (
            "again\nCALL $D\nswitch() { export AWS_PROFILE=x; }\nagain() { switch; }\n",
            false,
        ),
        ("f() { CALL $D; export AWS_SESSION_TOKEN=x; }\nf\n", true),
        ("f() { export AWS_PROFILE=x; CALL $D; }\nf\n", false),
        ("f() { CALL $D; }\nexport AWS_PROFILE=x\nf\n", false),
        ("f() { CALL $D; }\nf\nexport AWS_PROFILE=x\n", true),
    ] {
        let script = format!("{D}{}", rest.replace("CALL", CALL));
        let found = lookup("a.sh", &script);
        assert_eq!(found.is_ok(), expected, "{script}: {found:?}");
    }
}

#[test]
fn a_user_s_own_arn_becomes_that_user_s_device() {
    for (script, expected) in [
        (
            "CALL \"$(aws sts get-caller-identity --query Arn --output text)\"\n",
            "\"$(aws … --user-name \"$(aws sts get-caller-identity --query Arn --output text | sed 's|.*/||')\" …)\"",
        ),
        (
            "D=$(aws sts get-caller-identity | jq -r .Arn)\nCALL $D\n",
            "\"$(aws … --user-name \"$(aws sts get-caller-identity | jq -r .Arn | sed 's|.*/||')\" …)\"",
        ),
        (
            "CALL \"arn:aws:iam::$A:user/$U\"\n",
            "\"$(aws … --user-name \"$U\" …)\"",
        ),
    ] {
        let script = script.replace("CALL", CALL);
        assert_eq!(lookup("a.sh", &script).as_deref(), Ok(expected), "{script}");
    }
}

#[test]
fn a_lookup_in_fish_is_a_word_of_its_own() {
    for (script, expected) in [
        (
            "CALL \"arn:aws:iam::$A:mfa/$U\"\n",
            Ok("(aws … --user-name \"$U\" …)"),
        ),
        (
            "CALL arn:aws:iam::1:mfa/(whoami)\n",
            Ok("(aws … --user-name (whoami) …)"),
        ),
        (
            "set -l d arn:aws:iam::1:mfa/$U\nCALL $d --profile p\n",
            Ok("(aws … --profile p --user-name \"$U\" …)"),
        ),
        (
            "CALL (aws sts get-caller-identity --query Arn --output text | sed 's/user/mfa/')\n",
            Ok(
                "(aws … --user-name (aws sts get-caller-identity --query Arn --output text | sed 's|.*/||') …)",
            ),
        ),
        ("CALL=arn:aws:iam::1:mfa/$U\n", Err(NoLookup::NoWord)),
        (
            "set d arn:aws:iam::1:mfa/$U\nset -x AWS_PROFILE p\nCALL $d\n",
            Err(NoLookup::Credentials),
        ),
    ] {
        let script = script.replace("CALL", CALL);
        assert_eq!(
            lookup("a.fish", &script).as_deref(),
            expected.as_deref(),
            "{script}"
        );
    }
}

#[test]
fn a_name_that_was_asked_for_is_that_of_who_asked() {
    use NoLookup::AskedBefore;
    let asked = "U=$(aws iam get-user --query User.UserName --output text)\n";
    for (between, expected) in [
        ("", Ok(())),
        ("echo hello\n", Ok(())),
        (". assume prod\n", Err(AskedBefore)),
        ("export AWS_PROFILE=prod\n", Err(AskedBefore)),
        ("become a b\n", Err(AskedBefore)),
        (
            "eval \"$(aws configure export-credentials --format env)\"\n",
            Err(AskedBefore),
        ),
    ] {
        let script = format!(
            "become() {{\n export AWS_ACCESS_KEY_ID=$1\n}}\n{asked}{between}{CALL} \"arn:aws:iam::1:mfa/$U\"\n"
        );
        assert_eq!(lookup("a.sh", &script).map(drop), expected, "{script}");
        // A name that nobody asked for is what it was.
        let script = script.replace(asked, "U=$1\n");
        assert_eq!(lookup("a.sh", &script).map(drop), Ok(()), "{script}");
    }
}
