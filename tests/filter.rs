//! The filter lets through whatever the rules find something in: findings over what passes it are all findings.
//!
//! Each generator writes files in which something may be found, with every escape that their hosts have and put
//! together from pieces in every way that they know. What the rules say of the whole file is the witness.

#![allow(clippy::unwrap_used)]

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::{filter, scan};
use proptest::prelude::*;

/// What a file may say, before its host spells it.
const TEXTS: [&str; 24] = [
    "arn:aws:iam::*:mfa/${aws:username}",
    "arn:aws:iam::123456789012:mfa/${aws:username}",
    "mfa/${aws:username}",
    "arn:aws:iam::*:sms-mfa/${aws:username}",
    "arn:aws:s3:::bucket/mfa/${AWS:UserName}",
    "arn:aws:iam::*:mfa/${aws:username}-*",
    "arn:aws:iam::313043889199:mfa/alice",
    "arn:aws:iam::ACCOUNT:mfa/USER",
    "arn:aws:iam::313043889199:u2f/user/alice/key-X",
    "GAHT12345678",
    "aws sts get-session-token --serial-number GAHT12345678 --token-code 1",
    "aws sts assume-role --serial-number=arn:aws:iam::313043889199:mfa/alice",
    "aws iam resync-mfa-device --user-name a --serial-number arn:aws:iam::313043889199:mfa/$USER",
    "s/user/mfa/",
    "s|:user/|:mfa/|g",
    "aws sts get-caller-identity --query Arn --output text | sed s/:user/:mfa/",
    "mfa_serial = arn:aws:iam::313043889199:mfa/alice",
    "mfa is required",
    "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"iam:*\", \"Resource\": \"arn:aws:iam::*:mfa/${aws:username}\"}}",
    "docs/mfa/setup.md",
    "arn:aws:iam::*:%s/${aws:username}",
    "arn:aws:iam::123456789012:mfa",
    "arn:aws:iam::123456789012:mfa/",
    "r.MFADevices[0]",
];

/// How a host spells a character as an escape.
type Spelling = fn(char) -> String;

fn unicode(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}
fn capital(c: char) -> String {
    format!("\\u{:04X}", u32::from(c))
}
fn braced(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}
fn padded(c: char) -> String {
    format!("\\u{{0{:x}}}", u32::from(c))
}
fn long(c: char) -> String {
    format!("\\U{:08x}", u32::from(c))
}
fn hexadecimal(c: char) -> String {
    format!("\\x{:02x}", u32::from(c))
}
fn octal(c: char) -> String {
    format!("\\{:03o}", u32::from(c))
}
fn percent(c: char) -> String {
    format!("%{:02X}", u32::from(c))
}
fn entity(c: char) -> String {
    format!("&#{};", u32::from(c))
}
fn hexadecimal_entity(c: char) -> String {
    format!("&#x{:x};", u32::from(c))
}
/// Nobody writes a letter so.
fn backslash(c: char) -> String {
    match c.is_ascii_alphanumeric() {
        true => c.to_string(),
        false => format!("\\{c}"),
    }
}
/// Nor another sign than these so.
fn backtick(c: char) -> String {
    match matches!(c, '$' | '{' | '}' | ':' | '*') {
        true => format!("`{c}"),
        false => c.to_string(),
    }
}
fn continued(c: char) -> String {
    format!("\\\n{c}")
}
/// An escape in a string within a string.
fn nested(c: char) -> String {
    format!("\\\\u{:04x}", u32::from(c))
}
/// The same with its backslash as an escape, too.
fn escaped_twice(c: char) -> String {
    format!("\\u005cu{:04x}", u32::from(c))
}

/// A language's strings.
struct Host {
    name: &'static str,
    /// A file with `@` in place of the string's content.
    files: &'static [&'static str],
    escapes: &'static [Spelling],
    /// What ends a piece of the string and begins the next.
    glue: &'static [&'static str],
}

const HOSTS: [Host; 17] = [
    Host {
        name: "a.json",
        files: &[
            "{\"a\": \"@\"}",
            "{\"Resource\": [\"@\"]}",
            "{\"mfa_serial\": \"@\"}",
            "{\"Fn::Join\": [\"\", [\"@\"]]}",
        ],
        escapes: &[unicode, capital, nested, escaped_twice, backslash],
        glue: &["\", \""],
    },
    Host {
        name: "a.json",
        files: &[
            "{\"Fn::Join\": [\"/\", [\"@\"]]}",
            "{\"Fn::Join\": [\":\", [\"@\"]]}",
        ],
        escapes: &[unicode],
        glue: &["\", \""],
    },
    Host {
        name: "a.yml",
        files: &[
            "a: \"@\"\n",
            "- !Join [\"\", [\"@\"]]\n",
            "- !Join [\"/\", [\"@\"]]\n",
            "run: \"@\"\n",
        ],
        escapes: &[unicode, hexadecimal, long, continued, nested],
        glue: &["\", \""],
    },
    Host {
        name: "a.yml",
        files: &[
            "a: @\n",
            "a: |\n  @\n",
            "run: @\n",
            "a: !Join\n  - /\n  - - @\n",
            "a: !Join\n  - ''\n  - - @\n",
        ],
        escapes: &[],
        glue: &["\n    - "],
    },
    Host {
        name: "a.js",
        files: &[
            "const a = \"@\";",
            "f({ SerialNumber: \"@\" }, getSessionToken)",
            "sts.assumeRole({ SerialNumber: \"@\" })",
            "const a = [\"@\"].join(\"\");",
            "const a = [\"@\"].join(\"/\");",
        ],
        escapes: &[
            unicode,
            capital,
            braced,
            padded,
            hexadecimal,
            octal,
            backslash,
            continued,
        ],
        glue: &["\" + \"", "\" +\n  \"", "\", \"", "\" + x + \""],
    },
    Host {
        name: "a.ts",
        files: &["const a = `@`;"],
        escapes: &[unicode, braced, hexadecimal, backslash],
        glue: &["` + `", "${x}"],
    },
    Host {
        name: "a.py",
        files: &[
            "a = \"@\"\n",
            "sts.get_session_token(SerialNumber=\"@\")\n",
            "a = \"\".join([\"@\"])\n",
            "a = \"/\".join([\"@\"])\n",
            "a = (\"@\")\n",
        ],
        escapes: &[unicode, hexadecimal, long, octal, continued],
        glue: &["\" + \"", "\" \"", "\", \"", "\"\n  f\"", "\" + x + \""],
    },
    Host {
        name: "a.sh",
        files: &[
            "aws sts get-session-token --serial-number @\n",
            "A=@\naws sts assume-role --serial-number \"$A\"\n",
            "x=$(echo | sed @)\n",
        ],
        escapes: &[backslash, continued],
        glue: &["\"\"", "''"],
    },
    Host {
        name: "a.sh",
        files: &[
            "aws sts get-session-token --serial-number \"@\"\n",
            "A=\"@\"\n",
            "cat <<E\n@\nE\n",
            "A=$'@'\n",
        ],
        escapes: &[backslash, continued, hexadecimal, octal],
        glue: &["\"\"", "\"''\"", "\"$X\""],
    },
    Host {
        name: "a.tf",
        files: &[
            "locals { a = \"@\" }\n",
            "locals { a = join(\"\", [\"@\"]) }\n",
            "locals { a = join(\"/\", [\"@\"]) }\n",
            "locals { a = \"${\"@\"}\" }\n",
        ],
        escapes: &[unicode],
        glue: &["\", \"", "${x}"],
    },
    Host {
        name: "a.go",
        files: &["package a\nvar a = \"@\"\n"],
        escapes: &[unicode, hexadecimal, long, octal],
        glue: &["\" + \"", "\" +\n\t\""],
    },
    Host {
        name: "A.java",
        files: &[
            "class A { String a = \"@\"; }",
            "class A { String a = String.join(\"/\", \"@\"); }",
        ],
        escapes: &[unicode, octal],
        glue: &["\" + \"", "\", \""],
    },
    Host {
        name: "a.cs",
        files: &[
            "class A { string a = \"@\"; }",
            "class A { string a = string.Join(\"/\", new[] { \"@\" }); }",
        ],
        escapes: &[unicode, hexadecimal, long],
        glue: &["\" + \"", "\", \""],
    },
    Host {
        name: "a.rb",
        files: &[
            "a = \"@\"\n",
            "a = [\"@\"].join(\"/\")\n",
            "sts.get_session_token(serial_number: \"@\")\n",
        ],
        escapes: &[unicode, braced, hexadecimal, octal],
        glue: &["\" + \"", "\" \"", "\", \"", "#{x}"],
    },
    Host {
        name: "a.ps1",
        files: &[
            "$a = \"@\"\n",
            "Get-STSSessionToken -SerialNumber \"@\"\n",
            "$a = \"@\" -replace 'user', 'mfa'\n",
        ],
        escapes: &[backtick],
        glue: &["\" + \"", "$x"],
    },
    Host {
        name: "a.toml",
        files: &["a = \"@\"\n", "mfa_serial = \"@\"\n"],
        escapes: &[unicode, long],
        glue: &["\", \""],
    },
    Host {
        name: "a.md",
        files: &[
            "# A\n\n`@` is @\n",
            "```sh\n@\n```\n",
            "```json\n{\"a\": \"@\"}\n```\n",
            "<a href=\"@\">x</a>\n",
        ],
        escapes: &[percent, entity, hexadecimal_entity, unicode, backslash],
        glue: &["` `", "</b><b>"],
    },
];

/// Writes a text as its host does: quotes and backslashes quoted, some characters as escapes, in some pieces.
fn spelled(host: &Host, text: &str, choices: &[u8]) -> String {
    let mut spelling = String::new();
    let quotes = !host.escapes.is_empty();
    // An option's name, or a script of sed's, that is put together from pieces is none that anybody writes.
    let has_whole_words = text.contains("serial") || text.contains("s/") || text.contains("s|");
    for (c, choice) in text.chars().zip(choices.iter().cycle()) {
        let choice = usize::from(*choice);
        let may_split = !has_whole_words || matches!(c, ' ' | ':' | '$');
        // Of `mfa/` either the letters are apart, or the sign.
        let are_letters_apart = choices[0] < 128;
        let is_likely = match are_letters_apart {
            true => matches!(c, 'f' | 'm' | 'a'),
            false => c == '/',
        };
        let may_split = may_split
            && match are_letters_apart {
                true => c != '/',
                false => !"mfa".contains(c),
            };
        if may_split && (choice >= 250 || (choice >= 235 && is_likely)) {
            spelling.push_str(host.glue[choice % host.glue.len()]);
        }
        match host.escapes.len() {
            0 => spelling.push(c),
            kinds if c.is_ascii_graphic() && choice < 3 * kinds => {
                spelling.push_str(&host.escapes[choice % kinds](c));
            }
            _ if quotes && matches!(c, '"' | '\\') => {
                spelling.push('\\');
                spelling.push(c);
            }
            _ => spelling.push(c),
        }
    }
    spelling
}

/// Whether what is found with the filter is what is found without it.
fn is_let_through(name: &str, bytes: &[u8]) -> bool {
    filter::could_have_finding(bytes)
        || scan::findings(name, bytes, &DeviceResolver::none()).is_empty()
}

/// Pieces of text that come near to what the rules find, and what stands between them.
const NEAR: &str = "(mfa|MFA|m|f|a|/|:|\\\\/|user|username|aws:|\\$\\{aws:username\\}|arn:aws:iam::|313043889199|\\*|serial|-|_|number|--serial-number |get|session|token|aws sts get-session-token |SerialNumber|arn:aws:iam::1:|iam|arn|%s|\\{\\}|MFADevices|\\[0\\]|next\\(iter\\(|formatArn|resourceName|service|resource|\\$\\{t\\}|%|assume|role|device|sed s|join|Join|\\$X|\"|'|`| |, |\\n|\\[|\\]|\\(|\\)|\\{|\\}|\\+|=|\\\\|\\\\u006d|\\\\x2f|\\\\57|%2F|x){0,24}";
const NAMES: [&str; 14] = [
    "a.json",
    "a.yml",
    "a.sh",
    "a.md",
    "a.txt",
    "a.tf",
    "a.py",
    "a.ts",
    "a.go",
    "a.rb",
    "a.ps1",
    "a.ini",
    "Makefile",
    "Dockerfile",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_spelling_is_let_through(
        host in 0..HOSTS.len(),
        file in any::<prop::sample::Index>(),
        text in prop::sample::select(&TEXTS[..]),
        choices in prop::collection::vec(any::<u8>(), 1..120),
    ) {
        let host = &HOSTS[host];
        let content = spelled(host, text, &choices);
        let file = host.files[file.index(host.files.len())].replace('@', &content);
        prop_assert!(is_let_through(host.name, file.as_bytes()), "{}: {}", host.name, file);
    }

    #[test]
    fn near_misses_are_told_from_findings(name in prop::sample::select(&NAMES[..]), text in NEAR) {
        prop_assert!(is_let_through(name, text.as_bytes()), "{name}: {text}");
    }
}

/// Every file of the test data, whole and with one line left out.
#[test]
fn the_test_data_is_let_through() {
    let mut found = 0;
    for folder in std::fs::read_dir("testdata/cases").unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bytes = std::fs::read(&path).unwrap();
            found += scan::findings(&name, &bytes, &DeviceResolver::none()).len();
            assert!(is_let_through(&name, &bytes), "{}", path.display());
            for finding in scan::findings(&name, &bytes, &DeviceResolver::none()) {
                // Each finding by itself, in its line.
                let start = bytes[..finding.span.start]
                    .iter()
                    .rposition(|b| *b == b'\n');
                let end = bytes[finding.span.end..].iter().position(|b| *b == b'\n');
                let line = &bytes[start.map_or(0, |at| at + 1)
                    ..end.map_or(bytes.len(), |at| finding.span.end + at)];
                assert!(is_let_through(&name, line), "{}", path.display());
            }
        }
    }
    assert!(found > 300, "{found}");
}

/// Words in pieces, and wildcards in files without any `mfa`: each is found, and let through.
#[test]
fn words_in_pieces_are_let_through() {
    const STATEMENT: &str = r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "@"}"#;
    let resources = [
        "arn:aws:iam::*:*/${aws:username}",
        "arn:aws:iam::*:*${aws:username}",
        "arn:aws:iam::*:m*/${aws:username}",
        "arn:aws:iam::*:?fa/${aws:username}",
        "arn:aws:iam::*:???/${AWS:UserName}",
        "arn:aws:iam::*/${aws:username}*",
        "*/${aws:username}",
        r"arn:aws:iam::*:*\/${aws\u003ausername}",
        r"arn:aws:iam::*:*/${a\u0077s:\u0075sername}",
    ];
    let resources = resources.map(|resource| ("a.json", STATEMENT.replace('@', resource)));
    let texts = [
        (
            "a.sh",
            "aws sts get-session-token --serial-'number' GAHT12345678",
        ),
        (
            "a.sh",
            "aws sts get-session-token --serial-\"\"number GAHT12345678",
        ),
        (
            "a.sh",
            "aws sts get-session-token --ser''ial-number GAHT12345678",
        ),
        (
            "a.sh",
            r"aws sts get-session-token --serial-num\ber GAHT12345678",
        ),
        (
            "a.sh",
            r"aws sts get-session-token --seri\al-number GAHT12345678",
        ),
        (
            "a.sh",
            r"aws sts get-sess\ion-token --serial-number GAHT12345678",
        ),
        (
            "a.sh",
            "aws sts 'get-sess'ion-token --serial-number GAHT12345678",
        ),
        (
            "a.sh",
            "aws sts get-session-token --serial-number arn:aws:iam::313043889199:m''fa''/alice",
        ),
        ("a.sh", "A=arn:aws:iam::313043889199:m''fa''/alice"),
        ("a.sh", "A=arn:aws:iam::313043889199:mf'a'/alice"),
        (
            "a.sh",
            "x=$(aws sts get-caller-identity --query Arn | sed s/us'er'/mfa/)",
        ),
        (
            "a.sh",
            r"x=$(aws sts get-caller-identity --query Arn | sed s/us\er/mfa/)",
        ),
        (
            "a.sh",
            "x=$(aws sts get-caller-identity --query Arn | sed s/user/m'fa'/)",
        ),
        (
            "a.sh",
            "x=$(aws sts get-caller-identity --query Arn | sed s/user/mf'a'/)",
        ),
        (
            "a.sh",
            r"x=$(aws sts get-caller-identity --query Arn | sed s/us\er/m\fa/)",
        ),
        (
            "a.py",
            "run('aws sts get-ses' + 'sion-token --serial-number GAHT12345678')",
        ),
        (
            "a.py",
            "sts.get_session_token(**{'Serial' + 'Number': 'GAHT12345678'})",
        ),
        (
            "a.py",
            "sts.get_session_token(**{'Ser' + 'ialNumber': 'GAHT12345678'})",
        ),
        (
            "a.js",
            "sts.getSessionToken({['Serial' + 'Number']: 'GAHT12345678'})",
        ),
        (
            "a.js",
            "sts['getSes' + 'sionToken']({SerialNumber: 'GAHT12345678'})",
        ),
        (
            "a.json",
            r#"{"Fn::Join": ["", ["aws sts get-session-token --serial-", "number GAHT12345678"]]}"#,
        ),
        (
            "a.js",
            "const a = 'arn:aws:iam::*:m' + 'fa' + '/${aws:username}';",
        ),
        (
            "a.js",
            "const a = 'arn:aws:iam::*:m' + 'f' + 'a' + '/${aws:username}';",
        ),
        (
            "a.py",
            "a = '/'.join(['arn:aws:iam::*:m' + 'fa', '${aws:username}'])",
        ),
        (
            "a.py",
            "a = '/'.join(['arn:aws:iam::*:mf' + 'a', '${aws:username}'])",
        ),
        ("a.ps1", "$a = \"arn:aws:iam::*:mf`a/`${aws:username}\""),
        (
            "a.py",
            "P = {'Effect': 'Allow', 'Action': 'iam:*', 'Resource': 'arn:aws:iam::*:*/${aws:' + 'username}'}",
        ),
        (
            "a.py",
            "P = {'Effect': 'Allow', 'Action': 'iam:*', 'Resource': 'arn:aws:iam::*:*/$' + '{aws:user' + 'name}'}",
        ),
        (
            "a.yml",
            "Statement:\n  - Effect: Allow\n    Action: iam:*\n    Resource: !Join ['', ['arn:aws:iam::*:*/', '${aws:username}']]\n",
        ),
        (
            "a.tf",
            "data \"aws_iam_policy_document\" \"a\" {\n  statement {\n    actions = [\"iam:*\"]\n    resources = [\"arn:aws:iam::*:*/&{aws:username}\"]\n  }\n}\n",
        ),
    ];
    let texts = texts.map(|(name, text)| (name, text.to_owned()));
    for (name, text) in resources.iter().chain(&texts) {
        let found = scan::findings(name, text.as_bytes(), &DeviceResolver::none());
        assert!(!found.is_empty(), "nothing is found: {text}");
        assert!(filter::could_have_finding(text.as_bytes()), "{text}");
    }
}
