//! What the file above does, on pieces of code.

use super::*;
use crate::rules::parsed;
use crate::rules::serial::uses;

const SERIAL: &str = "arn:aws:iam::999999999999:mfa/x";
const CALL: &str = "aws sts get-session-token --serial-number";

/// What else the variable of the serial number in a file may be used for.
fn other(name: &str, text: &str) -> Option<OtherUse> {
    other_within(name, text, Reach::File)
}

/// The same, as far as it reaches.
fn other_within(name: &str, text: &str, reach: Reach) -> Option<OtherUse> {
    let text = text.replace("CALL", CALL).replace("SERIAL", SERIAL);
    let document = parsed::document(name, &text);
    let variables = Variables::new(&document);
    let sites = uses::sites(&document, &variables);
    let words = sites
        .iter()
        .flat_map(|site| site.words.iter().copied())
        .collect();
    let site = sites
        .iter()
        .find(|site| site.value().contains(":mfa/x"))
        .unwrap_or_else(|| panic!("{text}"));
    let elsewhere = Elsewhere::of(&document, &variables);
    of(&document, &variables, &elsewhere, &words, site, reach)
}

#[test]
fn a_local_variable_is_used_in_its_function_alone() {
    for (within, has_other_use) in [
        ("local D=SERIAL\n CALL $D", false),
        ("local D=SERIAL\n CALL $D\n tool $D", true),
        ("D=SERIAL\n CALL $D", true),
    ] {
        let script = format!("f() {{\n {within}\n}}\ng() {{\n tool $D\n}}\n");
        let other = other_within("a.sh", &script, Reach::Function);
        assert_eq!(other.is_some(), has_other_use, "{script}");
    }
}

#[test]
fn what_is_harmless_is_no_other_use() {
    for script in [
        "CALL SERIAL\n",
        "f() {\n local D=SERIAL E\n E=$D\n CALL $E\n}\n",
        "D=SERIAL\necho \"CALL $D\"\nCALL $D\n",
        "D=SERIAL\nCALL $D\n",
        "D=SERIAL\nCALL \"${D}\" --token-code 1\nCALL=$1\n",
        "serial=SERIAL\nCALL $serial\n",
        "arn=SERIAL\nCALL $arn\n",
        "mfa=SERIAL\nCALL ${mfa:?}\n",
        "D=SERIAL # D is the device\nCALL --serial-number=$D\n",
        "D=SERIAL\necho \"with $D\"\nCALL $D\n",
        "D=SERIAL\necho D is $D >&2\nCALL $D\n",
        "D=SERIAL\nprintf '%s' \"$D\"\nCALL $D\n",
        "D=SERIAL\n[ -n \"$D\" ] || exit\nCALL $D\n",
        "D=SERIAL\n[ \"$D\" = \"\" ] && exit\nCALL $D\n",
        "D=SERIAL\n[ x$D = x ] && exit\nCALL $D\n",
        "D=SERIAL\nif [[ -z $D || -z $1 ]]; then exit; fi\nCALL $D\n",
        "D=SERIAL\nif [[ -z \"${D:-}\" ]]; then exit; fi\nCALL $D\n",
        "D=SERIAL\ntest -n \"$D\" && CALL $D\n",
        "D=SERIAL\n[[ $D ]]\nCALL $D\n",
        "D=SERIAL\n: \"${D:?is not set}\"\nCALL $D\n",
        ": \"${D:=SERIAL}\"\nCALL $D\n",
        "D=\"${D:-SERIAL}\"\nCALL $D\n",
        "D=SERIAL\nE=$D\nCALL $E\n",
        "local D\nD=SERIAL\nCALL $D\nunset D\n",
        "readonly D=SERIAL\nCALL $D\n",
        "export D=SERIAL\nCALL $D | jq .\n",
        "export D\nD=SERIAL\nCALL $D\n",
        "f() {\n D=SERIAL\n echo $D\n CALL $D\n}\nf\n",
        "D=SERIAL\nf() {\n CALL $D\n}\nf\n",
        "D=SERIAL\neval $(CALL $D | jq -r .x)\n",
    ] {
        assert_eq!(other("a.sh", script), None, "{script}");
    }
}

#[test]
fn what_may_read_any_variable_is_one() {
    for (script, expected) in [
        (
            "D=SERIAL\nCALL $D\nset | grep x\n",
            OtherUse::Listed { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\n(set) > x\n",
            OtherUse::Listed { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\ndeclare > x\n",
            OtherUse::Listed { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\nexport -p > x\n",
            OtherUse::Listed { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\nx=$(compgen -v A)\n",
            OtherUse::Listed { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\necho ${!V}\n",
            OtherUse::Indirect { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\necho ${!V##*/}\n",
            OtherUse::Indirect { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\nfor v in ${!A_*}; do x; done\n",
            OtherUse::Indirect { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\necho ${(P)V}\n",
            OtherUse::Indirect { line: 3 },
        ),
        (
            "f() {\n local -n r=$1\n}\nD=SERIAL\nCALL $D\n",
            OtherUse::Indirect { line: 2 },
        ),
        (
            "D=SERIAL\nCALL $D\nbuiltin source x\n",
            OtherUse::Sourced { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\ncommand . x\n",
            OtherUse::Sourced { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\neval \"$(cat x)\"\n",
            OtherUse::Sourced { line: 3 },
        ),
        (
            "D=SERIAL\nCALL $D\neval `cat x`\n",
            OtherUse::Sourced { line: 3 },
        ),
    ] {
        assert_eq!(other("a.sh", script), Some(expected), "{script}");
    }
    for script in [
        "set -euo pipefail\nD=SERIAL\nCALL $D\n",
        "D=SERIAL\nCALL $D\nset -- a\ndeclare -f x\n",
        "D=SERIAL\nCALL $D\nfor i in \"${!list[@]}\"; do x; done\n",
        "D=SERIAL\nCALL $D\ndeclare -A map\nlocal -r x=1\ncommand -v jq\n",
    ] {
        assert_eq!(other("a.sh", script), None, "{script}");
    }
}

#[test]
fn whatever_else_names_the_variable_is_one() {
    for (script, line) in [
        ("D=SERIAL\nCALL $D\nU=${D##*/}\n", 3),
        ("D=SERIAL\nCALL $D\nU=$(basename $D)\n", 3),
        ("D=SERIAL\nCALL $D --profile \"${D##*/}\"\n", 2),
        ("D=SERIAL\nCALL $D --profile $D\n", 2),
        ("D=SERIAL\nCALL $D\n[ \"$D\" = \"$E\" ]\n", 3),
        ("D=SERIAL\nCALL $D\n[[ $D == */x ]]\n", 3),
        ("D=SERIAL\nCALL $D\nbash -c 'echo $D'\n", 3),
        ("D=SERIAL\nCALL $D\ntrap 'rm $D' EXIT\n", 3),
        ("D=SERIAL\nCALL $D\nprintenv D\n", 3),
        ("D=SERIAL\nCALL $D\nv=D; other ${!v}\n", 3),
        ("D=SERIAL\nCALL $D\necho D=$D >> $GITHUB_ENV\n", 3),
        ("D=SERIAL\nCALL $D\necho $D | cut -d/ -f2\n", 3),
        ("D=SERIAL\nCALL $D\n{ echo $D; } > file\n", 3),
        ("D=SERIAL\nCALL $D\nX=$(echo $D)\n", 3),
        ("D=SERIAL\nCALL $D\nf() {\n echo $D\n}\nX=$(f)\n", 4),
        ("D=SERIAL\nCALL $D\ncat <<EOF\n$D\nEOF\n", 4),
        ("D=SERIAL\nCALL $D\nother \"$D\"\n", 3),
        ("D=SERIAL\nCALL $D\nE=$D\n", 3),
        ("D=SERIAL\nCALL $D\nprintf -v E %s $D\n", 3),
        ("D=SERIAL\nCALL $D\nexec > f; echo $D\n", 3),
        ("D=SERIAL\nCALL $D\necho \"::set-output name=d::$D\"\n", 3),
        ("D=SERIAL\nCALL $D\ncase $D in x) ;; esac\n", 3),
        ("D=SERIAL\nCALL $D\nread x <<< $D\n", 3),
        ("D=SERIAL\nCALL $D\nread D\n", 3),
        ("D=SERIAL\nD+=x\nCALL $D\n", 2),
        ("D=SERIAL other\nCALL $D\n", 1),
        (
            "D=SERIAL\nCALL $D\naws iam resync-mfa-device --serial-number $D\n",
            0,
        ),
        ("D=SERIAL\nCALL $D\nf() {\n other $D\n}\n", 4),
    ] {
        let found = other("a.sh", script);
        match line {
            // A call that manages the device is said in another way.
            0 => assert!(found.is_none(), "{script}"),
            line => assert!(
                matches!(&found, Some(OtherUse::Named { name, line: at }) if name == "D" && *at == line),
                "{script}: {found:?}"
            ),
        }
    }
}

#[test]
fn what_others_may_read_is_one() {
    let sourced = |line| Some(OtherUse::Sourced { line });
    let exported = |line| {
        let name = "D".to_owned();
        Some(OtherUse::Exported { name, line })
    };
    for (name, script, expected) in [
        ("a.sh", "D=SERIAL\nCALL $D\n. ./other.sh\n", sourced(3)),
        ("a.sh", "source other.sh\nD=SERIAL\nCALL $D\n", sourced(1)),
        ("a.sh", "D=SERIAL\nCALL $D\neval \"$OTHER\"\n", sourced(3)),
        ("a.sh", "source other.sh\nCALL SERIAL\n", None),
        (
            "a.sh",
            "export D=SERIAL\nCALL $D\npython x.py\n",
            exported(3),
        ),
        ("a.sh", "export D=SERIAL\nCALL $D\nenv\n", exported(3)),
        ("a.sh", "set -a\nD=SERIAL\nCALL $D\n./x\n", exported(4)),
        ("a.sh", "D=SERIAL\nexport D\nCALL $D\n$X\n", exported(4)),
        ("a.sh", "declare -x D=SERIAL\nCALL $D\nmake\n", exported(3)),
        ("a.sh", "D=SERIAL\nCALL $D\npython x.py\n", None),
        (
            "a.fish",
            "set -gx D SERIAL\nCALL $D\npython x.py\n",
            exported(3),
        ),
        ("a.fish", "set D SERIAL\nCALL $D\npython x.py\n", None),
        ("a.ps1", "$D = \"SERIAL\"\nCALL $D\n", None),
        (
            "a.ps1",
            "$D = \"SERIAL\"\nCALL $D\n. $PSScriptRoot/after.ps1\n",
            sourced(3),
        ),
        (
            "a.fish",
            "set D SERIAL\nCALL $D\necho $$n\n",
            Some(OtherUse::Indirect { line: 3 }),
        ),
        (
            "a.fish",
            "set -U D SERIAL\nCALL $D\n",
            Some(OtherUse::Kept {
                name: "D".to_owned(),
                line: 1,
            }),
        ),
    ] {
        assert_eq!(other(name, script), expected, "{script}");
    }
    let found = other(
        "a.ps1",
        "$Dev = \"SERIAL\"\nCALL $Dev\n$u = $dev.Split('/')[1]\n",
    );
    assert!(
        matches!(found, Some(OtherUse::Named { line: 3, .. })),
        "{found:?}"
    );
}

#[test]
fn many_uses_are_too_many() {
    let uses = |count: usize| {
        let echoes = "echo $D\n".repeat(count);
        other("a.sh", &format!("D=SERIAL\nCALL $D\n{echoes}"))
    };
    assert_eq!(uses(MOST_USES - 2), None);
    assert!(matches!(uses(MOST_USES - 1), Some(OtherUse::Often { .. })));
}

#[test]
fn a_constant_of_a_program_has_uses() {
    let python = "D = 'SERIAL'\nsts.get_session_token(SerialNumber=D, TokenCode=c)\n";
    let go = "package a\nfunc f() {\n const d = \"SERIAL\"\n c.GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String(d)})\n}\n";
    let typescript =
        "const d = 'SERIAL';\nawait c.send(new GetSessionTokenCommand({ SerialNumber: d }));\n";
    let java = "class A {\n private static final String D = \"SERIAL\";\n void f() { sts.getSessionToken(GetSessionTokenRequest.builder().serialNumber(D).build()); }\n}\n";
    let ruby = "D = 'SERIAL'\nsts.get_session_token(serial_number: D, token_code: c)\n";
    let named = |line| {
        let name = "D".to_owned();
        Some(OtherUse::Named { name, line })
    };
    let public = |line| {
        let name = "D".to_owned();
        Some(OtherUse::Public { name, line })
    };
    let indirect = |line| Some(OtherUse::Indirect { line });
    for (name, text, expected) in [
        ("a.py", python.to_owned(), None),
        ("a.py", format!("# D is the device\n{python}"), None),
        ("a.py", format!("D = old()\n{python}"), None),
        ("a.py", format!("{python}u = D.split('/')[1]\n"), named(3)),
        ("a.py", format!("{python}print(f'{{D}}')\n"), named(3)),
        ("a.py", format!("{python}__all__ = ['D']\n"), named(3)),
        ("a.py", format!("{python}def f(D): pass\n"), named(3)),
        ("a.py", format!("{python}print(globals())\n"), indirect(3)),
        (
            "a.py",
            format!("{python}getattr(m, 'x' + y)\n"),
            indirect(3),
        ),
        // What is imported runs no call.
        (
            "a.py",
            python.replace("\nsts", "\ndef f(c): return sts"),
            public(1),
        ),
        (
            "a.py",
            format!("def f():\n {}", python.replace('\n', "\n ")),
            None,
        ),
        ("a.go", go.to_owned(), None),
        (
            "a.go",
            format!("{go}func g() {{ reflect.ValueOf(x) }}\n"),
            indirect(6),
        ),
        (
            "a.go",
            go.replace(
                "func f() {\n const d = \"SERIAL\"\n",
                "const D = \"SERIAL\"\nfunc f() {\n",
            )
            .replace("String(d)", "String(D)"),
            public(2),
        ),
        (
            "a.ts",
            typescript.replace("d ", "D ").replace(": d", ": D"),
            None,
        ),
        (
            "a.ts",
            format!(
                "export {}",
                typescript.replace("d ", "D ").replace(": d", ": D")
            ),
            public(1),
        ),
        (
            "a.ts",
            format!(
                "{}module.exports = {{ D }};\n",
                typescript.replace("d ", "D ").replace(": d", ": D")
            ),
            named(3),
        ),
        ("A.java", java.to_owned(), None),
        ("A.java", java.replace("private ", ""), public(2)),
        (
            "A.java",
            java.replace(
                "void f()",
                "Object g() { return A.class.getDeclaredField(x).get(null); }\nvoid f()",
            ),
            indirect(3),
        ),
        ("a.rb", ruby.to_owned(), None),
        ("a.rb", format!("{ruby}puts D\n"), named(3)),
        ("a.rb", format!("{ruby}Object.const_get(x)\n"), indirect(3)),
    ] {
        assert_eq!(other(name, &text), expected, "{text}");
    }
}

#[test]
fn a_makefile_has_uses_too() {
    let recipe = "D := SERIAL\nlogin:\n\tCALL $(D) --token-code $(CODE)\n";
    let named = |line| {
        let name = "D".to_owned();
        Some(OtherUse::Named { name, line })
    };
    let kept = |line| {
        let name = "D".to_owned();
        Some(OtherUse::Kept { name, line })
    };
    for (text, expected) in [
        (recipe.to_owned(), None),
        (recipe.replace("$(D)", "${D}"), None),
        (format!("{recipe}\t./x.sh\n"), None),
        (format!("{recipe}\t./x.sh $(D)\n"), named(4)),
        (format!("{recipe}u := $(notdir $(D))\n"), named(4)),
        (
            format!("{recipe}include more.mk\n"),
            Some(OtherUse::Sourced { line: 4 }),
        ),
        (
            format!("{recipe}-include more.mk\n"),
            Some(OtherUse::Sourced { line: 4 }),
        ),
        (format!("export {recipe}\t./x.sh\n"), kept(1)),
        (format!("{recipe}export D\n"), kept(4)),
        (format!(".EXPORT_ALL_VARIABLES:\n{recipe}"), kept(2)),
        (
            format!("{recipe}x := $($(NAME))\n"),
            Some(OtherUse::Indirect { line: 4 }),
        ),
        (
            format!("{recipe}x := $(foreach v,$(.VARIABLES),$(v))\n"),
            Some(OtherUse::Indirect { line: 4 }),
        ),
    ] {
        assert_eq!(other("Makefile", &text), expected, "{text}");
    }
}

#[test]
fn what_powershell_runs_may_use_a_variable() {
    let script = |more: &str| {
        format!("$D = \"SERIAL\"\nGet-STSSessionToken -SerialNumber $D -TokenCode $c\n{more}\n")
    };
    assert_eq!(other("a.ps1", &script("Write-Host \"done & gone\"")), None);
    for more in [
        "iex (gc hook.ps1 -raw)",
        "Get-Content hook.ps1 -Raw | Invoke-Expression",
        "& .\\post.ps1",
        "& \"$PSScriptRoot\\post.ps1\" -Quiet",
        "& $hook",
        ". ./post.ps1",
        "$ExecutionContext.InvokeCommand.ExpandString((Get-Content tpl.txt -Raw))",
        "Export-ModuleMember -Variable *",
    ] {
        assert!(other("a.ps1", &script(more)).is_some(), "{more}");
    }
}
