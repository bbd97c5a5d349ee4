//! A new member of a mapping, written as the members beside it are: their indentation, quotes and commas.

use super::document::Document;
use super::language::Notation;
use super::member::{Content, Member};
use super::node::{NodeId, Role};

/// What a level is indented by where nothing tells.
const INDENTATION: &str = "  ";

impl Document {
    /// Where in the file (bytes) a new last member of a mapping is put, and what is written there; `None` where the members
    /// that it has don't tell how.
    pub fn with_member(&self, mapping: NodeId, member: &Member) -> Option<(usize, String)> {
        let members: Vec<NodeId> = self
            .named_children(mapping)
            .filter(|child| matches!(self.node(*child).role, Role::Pair | Role::Assignment))
            .collect();
        let last = *members.last()?;
        let at = self.source(last).end;
        let is_block = self
            .parent(mapping)
            .is_some_and(|around| self.is_block(around));
        let divider = self.divider(mapping, &members)?;
        let line_end = if divider.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let lines = divider.rsplit_once('\n');
        let indentation = lines.map(|(_, indentation)| indentation);
        let base: String = self
            .line_before(self.source(mapping).start)
            .unwrap_or_default()
            .chars()
            .take_while(|c| c.is_whitespace())
            .collect();
        let unit = indentation.and_then(|indentation| indentation.strip_prefix(base.as_str()));
        let writer = Writer {
            notation: self.layer_of(mapping).language.notation?,
            line_end,
            unit: unit.filter(|unit| !unit.is_empty()).unwrap_or(INDENTATION),
            assigning: self.assigning(last)?,
            key_quote: self.key(last).and_then(|key| quote_of(self.spelling(key))),
            text_quote: self.quote_in(mapping),
            is_indented: self.is_indented(mapping),
        };
        let written = match is_block {
            true => writer.block(member, indentation?)?,
            false => writer.member(member, indentation),
        };
        let gap = if is_block { line_end } else { "" };
        Some((at, format!("{gap}{divider}{written}")))
    }

    /// What stands between the last two members of a mapping, or would.
    fn divider(&self, mapping: NodeId, members: &[NodeId]) -> Option<String> {
        let notation = self.layer_of(mapping).language.notation?;
        let is_indented = self.is_indented(mapping);
        let last = self.source(*members.last()?);
        let between = match members {
            [.., other, _] => self
                .file_text(self.source(*other).end..last.start)?
                .to_owned(),
            _ => {
                let opening = self.file_text(self.source(mapping).start..last.start)?;
                let opening = opening.trim_start_matches('{');
                match opening.contains('\n') {
                    true if notation.has_commas => format!(",{opening}"),
                    true => opening.to_owned(),
                    false if is_indented => {
                        let line_end = self.line_end(last.start);
                        format!("{line_end}{}", self.line_before(last.start)?)
                    }
                    false => ", ".to_owned(),
                }
            }
        };
        let has_comma = between.trim_start().starts_with(',');
        let is_plain = between.chars().all(|c| c.is_whitespace() || c == ',')
            && between.matches(',').count() <= 1;
        let is_right = match between.contains('\n') {
            true => {
                !is_indented && (has_comma || !notation.has_commas) || is_indented && !has_comma
            }
            false => has_comma,
        };
        if !is_plain || !is_right {
            return None;
        }
        // Empty lines stay where they are.
        let comma = if has_comma { "," } else { "" };
        Some(match between.rsplit_once('\n') {
            Some((before, indentation)) => {
                let line_end = if before.ends_with('\r') { "\r\n" } else { "\n" };
                format!("{comma}{line_end}{indentation}")
            }
            None => between,
        })
    }

    /// The sign between the key and the value of a member, with the spaces around it.
    fn assigning(&self, member: NodeId) -> Option<String> {
        let notation = self.layer_of(member).language.notation?;
        let text = &self.layer_of(member).text;
        let [key, value] = [self.key(member)?, self.value(member)?];
        // A block has none.
        let between = self.node(key).range().end..self.node(value).range().start;
        let between = text.as_str().get(between).unwrap_or_default().trim_start();
        let sign = notation
            .assigning
            .iter()
            .find(|sign| between.starts_with(**sign));
        let sign = *sign.or(notation.assigning.first())?;
        let is_tight = between.starts_with(sign) && between.len() == sign.len();
        Some(match (is_tight, notation.is_spaced) {
            (true, _) => sign.to_owned(),
            (false, true) => format!(" {sign} "),
            (false, false) => format!("{sign} "),
        })
    }

    /// The quote that the first text with one in a mapping has.
    fn quote_in(&self, mapping: NodeId) -> char {
        let mut strings = self
            .descendants(mapping)
            .filter(|node| self.node(*node).role == Role::String);
        strings
            .find_map(|string| quote_of(self.spelling(string)))
            .unwrap_or('"')
    }
}

fn quote_of(spelling: &str) -> Option<char> {
    spelling.chars().next().filter(|c| matches!(c, '"' | '\''))
}

/// Writes members as others are written.
struct Writer<'a> {
    notation: &'static Notation,
    line_end: &'a str,
    /// What a level is indented by.
    unit: &'a str,
    assigning: String,
    key_quote: Option<char>,
    text_quote: char,
    is_indented: bool,
}

impl Writer<'_> {
    /// A member; where it is indented, its own members are on lines of their own. It nests no deeper than what the program
    /// writes.
    fn member(&self, member: &Member, indentation: Option<&str>) -> String {
        let key = self.key(&member.key);
        let assigning = &self.assigning;
        let Content::Members(members) = &member.value else {
            return format!("{key}{assigning}{}", self.value(&member.value));
        };
        let Some(indentation) = indentation else {
            let members: Vec<String> = members
                .iter()
                .map(|member| self.member(member, None))
                .collect();
            let space = if self.notation.is_spaced { " " } else { "" };
            return format!("{key}{assigning}{{{space}{}{space}}}", members.join(", "));
        };
        let inner = format!("{indentation}{}", self.unit);
        let start = format!("{}{inner}", self.line_end);
        let lines: Vec<String> = members
            .iter()
            .map(|member| format!("{start}{}", self.member(member, Some(&inner))))
            .collect();
        match self.is_indented {
            true => format!("{key}{}{}", assigning.trim_end(), lines.concat()),
            false => {
                let comma = if self.notation.has_commas { "," } else { "" };
                let end = format!("{}{indentation}", self.line_end);
                format!("{key}{assigning}{{{}{end}}}", lines.join(comma))
            }
        }
    }

    /// A block, its members below one another; `None` where one of them has members itself.
    fn block(&self, block: &Member, indentation: &str) -> Option<String> {
        let Content::Members(members) = &block.value else {
            return None;
        };
        let width = members.iter().map(|member| member.key.len()).max()?;
        let sign = self.notation.assigning.first()?;
        let start = format!("{}{indentation}", self.line_end);
        let mut written = format!("{} {{", block.key);
        for member in members {
            if matches!(member.value, Content::Members(_)) {
                return None;
            }
            let value = self.value(&member.value);
            written.push_str(&format!(
                "{start}{}{:width$} {sign} {value}",
                self.unit, member.key
            ));
        }
        written.push_str(&format!("{start}}}"));
        Some(written)
    }

    fn key(&self, key: &str) -> String {
        let is_name = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_plain = is_name || (self.is_indented && !key.contains(": "));
        match (self.key_quote, self.notation.has_bare_keys && is_plain) {
            (Some(quote), _) => format!("{quote}{key}{quote}"),
            (None, true) => key.to_owned(),
            (None, false) => format!("\"{key}\""),
        }
    }

    fn value(&self, value: &Content) -> String {
        let quoted = |text: &String| format!("{0}{text}{0}", self.text_quote);
        match value {
            Content::Text(text) => quoted(text),
            Content::List(texts) => {
                let texts: Vec<String> = texts.iter().map(quoted).collect();
                format!("[{}]", texts.join(", "))
            }
            Content::Members(_) => String::new(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::MIGRATION;

    fn nested() -> Member {
        let inner = Member::mapping("b", vec![Member::text("c:d", "true")]);
        Member::mapping("a", vec![inner])
    }

    /// A file in which a member is added to the mapping that has a key `x`.
    fn with(name: &str, text: &str, member: &Member) -> Option<String> {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        let has_key = |id: &NodeId| {
            let mut pairs = document.named_children(*id);
            document.node(*id).role == Role::Mapping
                && pairs.any(|pair| {
                    document
                        .key(pair)
                        .is_some_and(|key| document.text(key).as_str() == "x")
                })
        };
        let mapping = document.nodes().find(has_key).unwrap();
        let (at, written) = document.with_member(mapping, member)?;
        let new = format!("{}{written}{}", &text[..at], &text[at..]);
        let again = Document::parse(name, new.as_bytes(), &MIGRATION);
        let added = again.nodes().filter(|id| {
            again.node(*id).role == Role::Pair && again.source(*id).end == at + written.len()
        });
        let added: Vec<NodeId> = added.collect();
        assert!(
            added.iter().any(|pair| again.is_member(*pair, member)),
            "{new}"
        );
        let other = Member::text("a", "b");
        assert!(
            !added.iter().any(|pair| again.is_member(*pair, &other)),
            "{new}"
        );
        Some(new)
    }

    #[test]
    fn a_member_is_written_as_those_beside_it() {
        for (name, text, expected) in [
            (
                "a.json",
                r#"{"w": 1, "x": 2}"#,
                r#"{"w": 1, "x": 2, "a": {"b": {"c:d": "true"}}}"#,
            ),
            (
                "a.json",
                r#"{"w":1,"x":2}"#,
                r#"{"w":1,"x":2,"a":{"b":{"c:d":"true"}}}"#,
            ),
            (
                "a.json",
                "{\r\n\t\"w\": 1,\r\n\r\n\t\"x\": 2\r\n}",
                "{\r\n\t\"w\": 1,\r\n\r\n\t\"x\": 2,\r\n\t\"a\": {\r\n\t\t\"b\": {\r\n\t\t\t\"c:d\": \"true\"\r\n\t\t}\r\n\t}\r\n}",
            ),
            (
                "a.json",
                "{\n    \"x\": 2\n}",
                "{\n    \"x\": 2,\n    \"a\": {\n        \"b\": {\n            \"c:d\": \"true\"\n        }\n    }\n}",
            ),
            (
                "a.tf",
                "y = {\n  w = 1\n  x = [\n  ]\n}\n",
                "y = {\n  w = 1\n  x = [\n  ]\n  a = {\n    b = {\n      \"c:d\" = \"true\"\n    }\n  }\n}\n",
            ),
            (
                "a.tf",
                "y = { \"w\" : 1, \"x\" : 2 }\n",
                "y = { \"w\" : 1, \"x\" : 2, \"a\" : { \"b\" : { \"c:d\" : \"true\" } } }\n",
            ),
            (
                "a.yml",
                "- w: 1\n  x: 'y'\n- z\n",
                "- w: 1\n  x: 'y'\n  a:\n    b:\n      c:d: 'true'\n- z\n",
            ),
            (
                "a.yml",
                "v:\n    x: 1\n",
                "v:\n    x: 1\n    a:\n      b:\n        c:d: \"true\"\n",
            ),
            (
                "a.yml",
                "- {w: 1, x: 2}\n",
                "- {w: 1, x: 2, a: {b: {\"c:d\": \"true\"}}}\n",
            ),
        ] {
            assert_eq!(
                with(name, text, &nested()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn a_block_is_written_with_its_signs_below_one_another() {
        let block = Member::mapping(
            "c",
            vec![
                Member::text("test", "Bool"),
                Member {
                    key: "values".to_owned(),
                    value: Content::List(vec!["true".to_owned()]),
                },
            ],
        );
        assert_eq!(
            with("a.tf", "s {\n  w = 1\n  x = [2]\n}\n", &block).as_deref(),
            Some(
                "s {\n  w = 1\n  x = [2]\n\n  c {\n    test   = \"Bool\"\n    values = [\"true\"]\n  }\n}\n"
            )
        );
    }

    #[test]
    fn where_the_members_do_not_tell_how_none_is_written() {
        for (name, text) in [
            ("a.json", "{\"w\": 1, /* why */ \"x\": 2}"),
            ("a.yml", "- x: 1\n"),
            ("a.py", "y = {'w': 1, 'x': 2}\n"),
        ] {
            assert_eq!(with(name, text, &nested()), None, "{text}");
        }
    }
}
