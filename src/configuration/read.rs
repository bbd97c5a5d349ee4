//! The configuration as it is written: TOML, of which each key is known or refused, with its line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use clap::ValueEnum;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::settings::{Configuration, Ignore, Limit};
use crate::iam::serial::Account;
use crate::rewrite::Names;
use crate::rules;
use crate::source::patterns::{Base, Patterns};
use crate::terminal;

/// The keys of the file.
const KEYS: [&str; 7] = [
    "accounts", "devices", "exclude", "ignore", "names", "profile", "rules",
];
/// The keys of an `[[ignore]]`.
const IGNORE_KEYS: [&str; 4] = ["path", "reason", "rule", "sid"];
/// How alike (0 to 1) two words are of which one may be meant by the other.
const ALIKE: f64 = 0.75;

/// What is wrong, and which bytes of the file say so.
struct Wrong(Range<usize>, String);

type Read<T> = Result<T, Wrong>;
type Value<'a> = Spanned<DeValue<'a>>;

/// Reads a configuration. `file` is its name in messages, `folder` the folder that its own paths are seen from; its patterns
/// begin in `base`.
///
/// # Errors
///
/// The file, the line, and what is wrong there.
pub fn parse(
    file: &str,
    text: &str,
    folder: &Path,
    base: &Base,
) -> Result<Configuration, anyhow::Error> {
    let configuration = DeTable::parse(text)
        .map_err(|error| {
            let span = error.span().unwrap_or_default();
            Wrong(span, error.message().to_owned())
        })
        .and_then(|table| configuration(text, table.get_ref(), folder, base));
    configuration
        .map(|configuration| Configuration {
            file: Some(file.to_owned()),
            ..configuration
        })
        .map_err(|Wrong(span, what)| {
            let line = line(text, span.start);
            let place = format!("{file}:{line}");
            anyhow::anyhow!("{}", terminal::escaped(&format!("{place}: {what}")))
        })
}

/// The line (from 1) of an offset (bytes).
fn line(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    memchr::memchr_iter(b'\n', before).count() + 1
}

fn configuration(text: &str, table: &DeTable, folder: &Path, base: &Base) -> Read<Configuration> {
    known(table, &KEYS, "key")?;
    let mut read = Configuration::default();
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "exclude" => {
                let lines = strings(key, value)?;
                let patterns = Patterns::new(base.clone(), lines.iter().map(|(_, line)| *line));
                read.exclude = Some(patterns.map_err(|(at, error)| {
                    let span = lines.get(at).map_or(value.span(), |(span, _)| span.clone());
                    Wrong(span, error)
                })?);
            }
            "names" => {
                let name = string(key, value)?;
                read.names = Some(Names::from_str(name, false).map_err(|_| {
                    let known = ["any", "prefixed"];
                    Wrong(value.span(), unknown("`names`", name, &known))
                })?);
            }
            "devices" => read.devices = Some(folder.join(filled(key, value)?)),
            "profile" => read.profile = Some(filled(key, value)?.to_owned()),
            "accounts" => {
                for (account, profile) in self::table(key, value)? {
                    let number = Account::new(account.get_ref());
                    let number = number.ok_or_else(|| {
                        let what = "an account number has twelve digits";
                        Wrong(account.span(), what.to_owned())
                    })?;
                    let profile = filled(account, profile)?.to_owned();
                    read.accounts.insert(number, profile);
                }
            }
            "rules" => read.limits = limits(self::table(key, value)?)?,
            _ => {
                for entry in array(key, value)? {
                    let ignore = self::table(key, entry)?;
                    read.ignores.push(self::ignore(text, entry, ignore, base)?);
                }
            }
        }
    }
    Ok(read)
}

fn limits(table: &DeTable) -> Read<BTreeMap<&'static str, Limit>> {
    let mut limits = BTreeMap::new();
    for (name, value) in table {
        let rule = rule(name.get_ref(), &name.span())?;
        let word = string(name, value)?;
        let limit = Limit::ALL.iter().find(|(known, _)| *known == word);
        let Some((_, limit)) = limit else {
            let what = match word {
                "safe" => "no rule can be made `safe`: what is found safe is safe".to_owned(),
                _ => unknown("disposition", word, &Limit::ALL.map(|(name, _)| name)),
            };
            return Err(Wrong(value.span(), what));
        };
        limits.insert(rule, *limit);
    }
    Ok(limits)
}

fn ignore(text: &str, entry: &Value, table: &DeTable, base: &Base) -> Read<Ignore> {
    known(table, &IGNORE_KEYS, "key of `ignore`")?;
    let missing = |what: &str| Wrong(entry.span(), what.to_owned());
    let of = |name: &str| table.iter().find(|(key, _)| key.get_ref() == name);
    let (key, value) =
        of("path").ok_or_else(|| missing("an `ignore` needs a `path`, such as \"legacy/\""))?;
    let written = filled(key, value)?;
    if written.starts_with(['!', '#']) {
        let what = "a `path` of an `ignore` says which files it is for";
        return Err(Wrong(value.span(), what.to_owned()));
    }
    let path =
        Patterns::new(base.clone(), [written]).map_err(|(_, error)| Wrong(value.span(), error))?;
    let (key, value) = of("reason")
        .ok_or_else(|| missing("an `ignore` needs a `reason`: why this needn't be migrated"))?;
    let reason = filled(key, value)?.trim().to_owned();
    let sid = of("sid").map(|(key, value)| filled(key, value));
    let rules = match of("rule") {
        None => None,
        Some((key, value)) => {
            let names = match value.get_ref() {
                DeValue::Array(_) => strings(key, value)?,
                _ => vec![(value.span(), string(key, value)?)],
            };
            let rules: Read<Vec<_>> = names.iter().map(|(span, name)| rule(name, span)).collect();
            Some(rules?)
        }
    };
    Ok(Ignore {
        path,
        written: written.to_owned(),
        sid: sid.transpose()?.map(str::to_owned),
        rules,
        reason,
        line: line(text, entry.span().start),
        is_used: Default::default(),
    })
}

fn rule(name: &str, span: &Range<usize>) -> Read<&'static str> {
    let names = rules::ALL.each_ref().map(|rule| rule.info.name);
    let found = names.iter().find(|known| **known == name).copied();
    found.ok_or_else(|| Wrong(span.clone(), unknown("rule", name, &names)))
}

/// Makes sure that a table has known keys only.
fn known(table: &DeTable, keys: &[&str], what: &str) -> Read<()> {
    let others = table.keys().filter(|key| {
        let key: &str = key.get_ref();
        !keys.contains(&key)
    });
    match others.min_by_key(|key| key.span().start) {
        Some(key) => Err(Wrong(key.span(), unknown(what, key.get_ref(), keys))),
        None => Ok(()),
    }
}

/// Says that a word is none of those that are known, and which one may be meant.
pub fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    /// The longest word (characters) that is compared.
    const LONGEST: usize = 64;
    let short: String = word.chars().take(LONGEST).collect();
    let likeness = |known: &&&str| strsim::jaro_winkler(known, &short.to_lowercase());
    let nearest = known
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|known| likeness(known) >= ALIKE);
    match nearest {
        Some(known) => format!("unknown {what} `{short}`; did you mean `{known}`?"),
        None => format!("unknown {what} `{short}`; known are {}", known.join(", ")),
    }
}

type Key<'a> = Spanned<DeString<'a>>;

fn expected(key: &Key, value: &Value, what: &str) -> Wrong {
    let found = value.get_ref().type_str();
    let what = format!("`{}` has to be {what}, and not {found}", key.get_ref());
    Wrong(value.span(), what)
}

fn string<'a>(key: &Key, value: &'a Value) -> Read<&'a str> {
    let text = value.get_ref().as_str();
    text.ok_or_else(|| expected(key, value, "a string"))
}

/// A string that says something.
fn filled<'a>(key: &Key, value: &'a Value) -> Read<&'a str> {
    let text = string(key, value)?;
    match text.trim().is_empty() {
        true => Err(Wrong(value.span(), format!("`{}` is empty", key.get_ref()))),
        false => Ok(text),
    }
}

fn array<'a>(key: &Key, value: &'a Value) -> Read<impl Iterator<Item = &'a Value<'a>>> {
    let array = value.get_ref().as_array();
    let array = array.ok_or_else(|| expected(key, value, "a list"))?;
    Ok(array.iter())
}

fn strings<'a>(key: &Key, value: &'a Value) -> Read<Vec<(Range<usize>, &'a str)>> {
    array(key, value)?
        .map(|value| Ok((value.span(), string(key, value)?)))
        .collect()
}

fn table<'a>(key: &Key, value: &'a Value<'a>) -> Read<&'a DeTable<'a>> {
    let table = value.get_ref().as_table();
    table.ok_or_else(|| expected(key, value, "a table"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Disposition;
    use crate::source::RepoPath;

    fn read(text: &str) -> Result<Configuration, String> {
        let base = Base::Below(RepoPath::default());
        parse("a.toml", text, Path::new("/folder"), &base).map_err(|error| error.to_string())
    }

    #[test]
    fn all_keys_are_read() {
        let text = r#"
exclude = ["old/", "*.md"]
names = "prefixed"
devices = "ops/devices.json"
profile = "audit"

[accounts]
123456789012 = "production"

[rules]
derived-mfa-serial = "note"
stale-mfa-serial = "off"

[[ignore]]
path = "legacy/**"
sid = "AllowOwnDevice"
rule = "policy-mfa-resource"
reason = " until May "

[[ignore]]
path = "x"
rule = ["stale-mfa-serial", "derived-mfa-serial"]
reason = "y"
"#;
        let read = read(text).expect("a configuration");
        assert_eq!(read.file.as_deref(), Some("a.toml"));
        assert_eq!(read.names, Some(Names::Prefixed));
        assert_eq!(
            read.devices.as_deref(),
            Some(Path::new("/folder/ops/devices.json"))
        );
        assert_eq!(read.profile.as_deref(), Some("audit"));
        assert_eq!(read.accounts.len(), 1);
        let note = Limit::AtMost(Disposition::Note);
        assert_eq!(read.limits["derived-mfa-serial"], note);
        assert_eq!(read.limits["stale-mfa-serial"], Limit::Off);
        let path = |text: &str| RepoPath::from_git(text.as_bytes());
        let exclude = read.exclude.expect("patterns");
        assert!(exclude.match_path(&path("old/a")) && exclude.match_path(&path("b/a.md")));
        let [first, second] = &read.ignores[..] else {
            panic!("{:?}", read.ignores);
        };
        assert_eq!((first.line, first.reason.as_str()), (14, "until May"));
        assert!(first.path.match_path(&path("legacy/a.json")));
        assert_eq!(
            second.to_string(),
            "path `x`, rule stale-mfa-serial, derived-mfa-serial"
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            (
                "\nexclud = []",
                "a.toml:2: unknown key `exclud`; did you mean `exclude`?",
            ),
            ("[rule]\n", "unknown key `rule`; did you mean `rules`?"),
            (
                "zzz = 1",
                "a.toml:1: unknown key `zzz`; known are accounts, devices,",
            ),
            (
                "[[ignore]]\npath = 'a'\nreason = 'b'\nsids = 'c'",
                "a.toml:4: unknown key of `ignore` `sids`; did you mean `sid`?",
            ),
            (
                "[rules]\nstale-serial = 'off'",
                "a.toml:2: unknown rule `stale-serial`; did you mean `stale-mfa-serial`?",
            ),
            (
                "[rules]\nstale-mfa-serial = 'of'",
                "a.toml:2: unknown disposition `of`; did you mean `off`?",
            ),
            (
                "[rules]\nstale-mfa-serial = 'safe'",
                "a.toml:2: no rule can be made `safe`",
            ),
            (
                "names = 'prefix'",
                "a.toml:1: unknown `names` `prefix`; did you mean `prefixed`?",
            ),
            ("exclude = 'x'", "`exclude` has to be a list"),
            ("exclude = [\n'a',\n'[z-a]']", "a.toml:3: "),
            ("exclude = [1]", "`exclude` has to be a string"),
            ("ignore = 1", "`ignore` has to be a list"),
            ("[ignore]\npath = 'x'", "`ignore` has to be a list"),
            (
                "\n[[ignore]]\nreason = 'b'",
                "a.toml:2: an `ignore` needs a `path`",
            ),
            (
                "[[ignore]]\npath = 'a'",
                "a.toml:1: an `ignore` needs a `reason`",
            ),
            (
                "[[ignore]]\npath = 'a'\nreason = ' '",
                "a.toml:3: `reason` is empty",
            ),
            ("[accounts]\n12 = 'x'", "a.toml:2: an account number"),
            ("a = 1\na = 2", "a.toml:2: "),
            ("x = \u{1b}[31m", "a.toml:1: "),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(expected), "{text:?}: {error}");
            assert!(!error.contains(terminal::is_unsafe), "{error:?}");
        }
    }

    #[test]
    fn nesting_is_no_danger() {
        for text in [
            format!("exclude = {}", "[".repeat(100_000)),
            format!("{}=1", "a.".repeat(100_000)),
            format!("x = {}", "{a=".repeat(100_000)),
        ] {
            assert!(read(&text).is_err());
        }
    }
}
