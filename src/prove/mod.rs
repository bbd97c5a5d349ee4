//! The proof of edits: the new file, parsed again, is the old one but for the edited values.
//!
//! These things must hold. Every tree of the file, of whatever nested language, has the same nodes at the same places
//! ([`shape`]). A statement that is split is followed by just its parts ([`split`]). Each edited string says what it said, with the one part replaced ([`value`]). And in a JSON document the
//! edits are RFC 6902 operations too, which, applied to the old document, give the new one ([`json_patch`]). That every
//! byte outside of the edits stays, [`Edits::apply`] sees to.

pub mod edit;
pub mod json_patch;
pub mod pairs;
pub mod pointer;
pub mod shape;
pub mod split;
pub mod value;

use std::collections::HashMap;

pub use edit::{Conflict, Edit, Edits};
pub use json_patch::InJson;

use crate::syntax::Document;

/// The new file, proved.
#[derive(Debug)]
pub struct Proof {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What each edit does to the innermost JSON document around it, by what the caller knows the edit by.
    pub json: HashMap<usize, InJson>,
}

/// Why an edit isn't proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// It can't be made together with another.
    #[error("{0}")]
    Conflict(#[from] Conflict),
    /// The new file parses into other trees.
    #[error("with the edit, the {language} would be read differently")]
    Shape {
        /// The language of the tree that differs.
        language: &'static str,
    },
    /// The string doesn't say what it should.
    #[error("with the edit, the value would be {0:?}")]
    Value(String),
    /// The string is a key.
    #[error("it is a key of a mapping, not a value")]
    Key,
    /// The JSON document isn't what the replacement makes of it.
    #[error(
        "replacing the value in the JSON document gives another document (is a key there twice?)"
    )]
    Document,
    /// So many edits of the file were refused that no more were tried.
    #[error(
        "too many edits of this file can't be made together; run the program again once some are made"
    )]
    Untried,
}

/// An edit that a proof refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the caller knows the edit by.
    pub edit: usize,
    /// Why.
    pub cause: Cause,
    /// Whether it is sure that this edit is to blame, and no other one.
    pub is_certain: bool,
}

/// Makes edits and proves them.
///
/// # Errors
///
/// Which of them are to blame when the proof doesn't hold, at least one; then they may not be delivered together.
pub fn prove(document: &Document, bytes: &[u8], edits: Vec<Edit>) -> Result<Proof, Vec<Refusal>> {
    let edits = Edits::new(edits, bytes.len()).map_err(|conflicts| {
        let refusal = |(edit, conflict): (usize, Conflict)| Refusal {
            edit,
            cause: conflict.into(),
            is_certain: true,
        };
        conflicts.into_iter().map(refusal).collect::<Vec<_>>()
    })?;
    let new_bytes = edits.apply(bytes);
    let edited: Vec<_> = edits.moved().map(|(_, moved)| moved.clone()).collect();
    let new = document.parse_again(&new_bytes, &edited);
    let pairs = shape::compare(document, &new, &edits)
        .map_err(|mismatches| blamed_for_shape(document, &edits, &mismatches))?;
    value::compare(document, &new, &edits, &pairs).map_err(|mismatches| {
        let blamed = mismatches.into_iter().flat_map(|mismatch| {
            let cause = match mismatch.says {
                Some(says) => Cause::Value(says),
                None => Cause::Shape {
                    language: document.layers()[0].language.name,
                },
            };
            blamed(mismatch.edits, cause)
        });
        blamed.collect::<Vec<_>>()
    })?;
    let json = json_patch::compare(document, &new, &edits, &pairs).map_err(|mismatches| {
        let blamed = mismatches.into_iter().flat_map(|mismatch| {
            let cause = match mismatch.cause {
                json_patch::Cause::Key => Cause::Key,
                json_patch::Cause::Document => Cause::Document,
            };
            blamed(mismatch.edits, cause)
        });
        blamed.collect::<Vec<_>>()
    })?;
    Ok(Proof {
        bytes: new_bytes,
        json,
    })
}

/// Of several edits, one or more of which are to blame, each may be.
fn blamed(edits: Vec<usize>, cause: Cause) -> impl Iterator<Item = Refusal> {
    let is_certain = edits.len() == 1;
    edits.into_iter().map(move |edit| Refusal {
        edit,
        cause: cause.clone(),
        is_certain,
    })
}

/// The edits to blame for mismatches of the shape: in each layer the one that is nearest before the mismatch. That is
/// sure where the layer has no other.
fn blamed_for_shape(
    document: &Document,
    edits: &Edits,
    mismatches: &[shape::Mismatch],
) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for mismatch in mismatches {
        let layer = &document.layers()[mismatch.layer];
        let of_layer = layer
            .host
            .map_or(0..usize::MAX, |host| document.source(host));
        let nearest = edits
            .nearest(mismatch.at.end)
            .filter(|edit| of_layer.contains(&edit.span.start))
            .or_else(|| edits.within(&of_layer).first())
            .or_else(|| edits.nearest(mismatch.at.end));
        if let Some(edit) = nearest
            && !refusals.iter().any(|refusal| refusal.edit == edit.id)
        {
            refusals.push(Refusal {
                edit: edit.id,
                cause: Cause::Shape {
                    language: layer.language.name,
                },
                is_certain: edits.within(&of_layer).len() == 1,
            });
        }
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::Form;
    use crate::rules::MIGRATION;
    use crate::syntax::NodeId;

    /// A file, and edits of it.
    struct File {
        bytes: Vec<u8>,
        document: Document,
        edits: Vec<Edit>,
    }

    impl File {
        fn new(name: &str, text: &str) -> File {
            File {
                bytes: text.as_bytes().to_vec(),
                document: Document::parse(name, text.as_bytes(), &MIGRATION),
                edits: Vec::new(),
            }
        }

        /// The node that is spelled so, the last of several.
        fn node(&self, spelling: &str) -> NodeId {
            let mut nodes = self.document.nodes();
            let is_it = |node: &NodeId| self.document.spelling(*node) == spelling;
            let first = nodes.find(is_it).expect("a node that is spelled so");
            nodes.filter(is_it).last().unwrap_or(first)
        }

        /// Replaces a part of what a string says.
        fn value(mut self, spelling: &str, part: &str, says: &str, written: &str) -> File {
            let node = self.node(spelling);
            let text = self.document.text(node);
            let at = text.as_str().find(part).expect("the part");
            let range = at..at + part.len();
            self.edits.push(Edit {
                id: self.edits.len(),
                span: text.source(range.clone()).expect("one run"),
                text: written.to_owned(),
                says: says.to_owned(),
                within: Some((node, range)),
                form: Form::Value,
                split: None,
            });
            self
        }

        /// Puts code in place of a word.
        fn code(mut self, spelling: &str, says: &str, written: &str) -> File {
            let node = self.node(spelling);
            self.edits.push(Edit {
                id: self.edits.len(),
                span: self.document.source(node),
                text: written.to_owned(),
                says: says.to_owned(),
                within: Some((node, 0..0)),
                form: Form::Code,
                split: None,
            });
            self
        }

        /// Takes an element away, with a range of the file.
        fn removal(mut self, spelling: &str, span: &str) -> File {
            let node = self.node(spelling);
            let text = std::str::from_utf8(&self.bytes).expect("UTF-8");
            let at = text.find(span).expect("the range");
            self.edits.push(Edit {
                id: self.edits.len(),
                span: at..at + span.len(),
                text: String::new(),
                says: String::new(),
                within: Some((node, 0..0)),
                form: Form::Removal,
                split: None,
            });
            self
        }

        fn proved(&self) -> Result<String, Vec<(usize, Cause, bool)>> {
            match prove(&self.document, &self.bytes, self.edits.clone()) {
                Ok(proof) => Ok(String::from_utf8(proof.bytes).expect("UTF-8")),
                Err(refusals) => Err(refusals
                    .into_iter()
                    .map(|refusal| (refusal.edit, refusal.cause, refusal.is_certain))
                    .collect()),
            }
        }
    }

    fn shape(language: &'static str) -> Cause {
        Cause::Shape { language }
    }

    #[test]
    fn an_edit_of_a_value_is_an_operation_on_its_document() {
        let file = File::new("a.json", r#"{"a": ["x", {"b/c": "mfa"}]}"#)
            .value("\"mfa\"", "fa", "\"", "\\\"");
        let proof = prove(&file.document, &file.bytes, file.edits).expect("a proof");
        assert_eq!(proof.bytes, br#"{"a": ["x", {"b/c": "m\""}]}"#);
        let InJson::Patch(operations) = &proof.json[&0] else {
            panic!("{:?}", proof.json);
        };
        assert_eq!(
            serde_json::to_value(operations).expect("JSON"),
            serde_json::json!([{"op": "replace", "path": "/a/1/b~1c", "value": "m\""}])
        );
    }

    #[test]
    fn an_element_is_taken_away_with_what_divides_it_from_its_neighbour() {
        let file = || File::new("a.json", r#"{"a": ["mfa", "mfb", "mfc"], "b": "mfd"}"#);
        let right = file()
            .removal("\"mfb\"", ", \"mfb\"")
            .removal("\"mfc\"", ", \"mfc\"")
            .value("\"mfd\"", "d", "e", "e");
        let proof = prove(&right.document, &right.bytes, right.edits).expect("a proof");
        assert_eq!(proof.bytes, br#"{"a": ["mfa"], "b": "mfe"}"#);
        let InJson::Patch(operations) = &proof.json[&1] else {
            panic!("{:?}", proof.json);
        };
        assert_eq!(
            serde_json::to_value(operations).expect("JSON"),
            serde_json::json!([{"op": "remove", "path": "/a/2"}])
        );
        // Without its comma, with another element, or as the last that is left.
        for (element, span) in [
            ("\"mfb\"", "\"mfb\""),
            ("\"mfb\"", ", \"mfb\", \"mfc\""),
            ("\"mfc\"", ", \"mfb\""),
            ("\"mfa\"", "[\"mfa\", \"mfb\", \"mfc\"]"),
        ] {
            assert!(file().removal(element, span).proved().is_err(), "{span}");
        }
        let only = File::new("a.json", r#"{"a": ["mfa"]}"#).removal("\"mfa\"", "\"mfa\"");
        assert_eq!(only.proved(), Err(vec![(0, shape("json"), true)]));
    }

    #[test]
    fn an_edit_that_ends_its_string_changes_the_shape() {
        let file = File::new("a.json", r#"["mfa", "mfb"]"#);
        let file = file.value("\"mfa\"", "a", "a\", \"b", "a\", \"b");
        assert_eq!(file.proved(), Err(vec![(0, shape("json"), true)]));
        let file = file.value("\"mfb\"", "b", "c", "c");
        assert_eq!(file.proved(), Err(vec![(0, shape("json"), false)]));
    }

    #[test]
    fn an_edit_that_ends_its_word_changes_the_shape() {
        let file = File::new("a.sh", "echo mfa").value("mfa", "a", "a b", "a b");
        assert_eq!(file.proved(), Err(vec![(0, shape("shell"), true)]));
        let file = File::new("a.sh", "echo mfa b").value("mfa", "a", "a", "a #");
        assert_eq!(file.proved(), Err(vec![(0, shape("shell"), true)]));
        let file = File::new("a.sh", "echo mfa b").value("mfa", "a", "a ", "a ");
        assert_eq!(file.proved(), Err(vec![(0, shape("shell"), true)]));
    }

    #[test]
    fn an_edit_that_says_something_else_is_refused() {
        let file = File::new("a.json", r#"["mfa", "mfb"]"#)
            .value("\"mfa\"", "a", "\\", "\\\\")
            .value("\"mfb\"", "b", "\\b", "\\b");
        let says = Cause::Value("mf\u{8}".to_owned());
        assert_eq!(file.proved(), Err(vec![(1, says, true)]));
    }

    #[test]
    fn several_edits_of_a_string_are_one_value() {
        let file = File::new("a.json", r#"["mfa-mfa"]"#)
            .value("\"mfa-mfa\"", "a", "b", "b")
            .value("\"mfa-mfa\"", "-", "+", "+");
        assert_eq!(file.proved().as_deref(), Ok(r#"["mfb+mfa"]"#));
    }

    #[test]
    fn a_key_is_no_value() {
        let file = File::new("a.json", r#"{"mfa": 1}"#).value("\"mfa\"", "a", "b", "b");
        assert_eq!(file.proved(), Err(vec![(0, Cause::Key, true)]));
    }

    #[test]
    fn a_key_that_is_there_twice_makes_another_document() {
        let file = File::new("a.json", r#"{"c": "mfb", "a": "mfa", "a": "x"}"#)
            .value("\"mfb\"", "b", "*", "*")
            .value("\"mfa\"", "a", "*", "*");
        assert_eq!(file.proved(), Err(vec![(1, Cause::Document, true)]));
    }

    #[test]
    fn edits_that_overlap_are_named() {
        let file = File::new("a.json", r#"["mfa"]"#)
            .value("\"mfa\"", "mf", "x", "x")
            .value("\"mfa\"", "fa", "y", "y");
        let refusals = file.proved().expect_err("refusals");
        assert_eq!(refusals.len(), 1);
        assert!(matches!(refusals[0], (1, Cause::Conflict(_), true)));
    }

    const SCRIPT: &str =
        "S=\"arn:aws:iam::$A:mfa/$U\"\ncat <<'E'\n[\"mfa-a\"]\nE\ncat <<'E'\n[\"mfa-b\"]\nE\n";

    #[test]
    fn each_layer_blames_its_own_edit() {
        let file = File::new("a.sh", SCRIPT)
            .value("\"mfa-a\"", "-a", "\"", "\"")
            .value("\"mfa-b\"", "-b", "\"", "\"");
        let mut refusals = file.proved().expect_err("refusals");
        refusals.sort_by_key(|refusal| refusal.0);
        assert_eq!(
            refusals,
            [(0, shape("json"), true), (1, shape("json"), true)]
        );
    }

    #[test]
    fn code_is_one_word_wherever_layers_come_after_it() {
        let word = "\"arn:aws:iam::$A:mfa/$U\"";
        let file = File::new("a.sh", SCRIPT)
            .code(word, "\"$(x y)\"", "\"$(x y)\"")
            .value("\"mfa-b\"", "-b", "*", "*");
        let expected = SCRIPT.replace(word, "\"$(x y)\"").replace("mfa-b", "mfa*");
        assert_eq!(file.proved(), Ok(expected));
        for (says, written) in [
            ("x y", "x y"),
            ("$(x", "$(x"),
            ("\"$(x)\"", "\"$(y)\""),
            ("\"$(x | | y)\"", "\"$(x | | y)\""),
            ("", ""),
            ("'x", "'x"),
        ] {
            let file = File::new("a.sh", SCRIPT).code(word, says, written);
            let refusals = file.proved().expect_err(written);
            assert_eq!(refusals[0].0, 0, "{written}");
            assert!(matches!(refusals[0].1, Cause::Shape { .. }), "{written}");
        }
    }

    #[test]
    fn code_may_take_a_layer_away() {
        let script = "aws sts x \"arn:$(aws sts get-caller-identity --query x):mfa/$U\"\ncat <<'E'\n[\"mfa-b\"]\nE\n";
        let word = "\"arn:$(aws sts get-caller-identity --query x):mfa/$U\"";
        let file = File::new("a.sh", script);
        let layers = file.document.layers().len();
        let file = file
            .code(word, "\"$U\"", "\"$U\"")
            .value("\"mfa-b\"", "-b", "*", "*");
        let new = file.proved().expect("a proof");
        assert_eq!(new, script.replace(word, "\"$U\"").replace("mfa-b", "mfa*"));
        let left = Document::parse("a.sh", new.as_bytes(), &MIGRATION);
        assert!(left.layers().len() < layers, "the word held no layer");
    }

    #[test]
    fn a_layer_that_comes_or_goes_changes_the_shape() {
        let file = File::new("a.json", r#"["mfa: [x]"]"#).value(
            "\"mfa: [x]\"",
            "mfa: [x]",
            "{\"a\": \"mfa\"}",
            "{\\\"a\\\": \\\"mfa\\\"}",
        );
        assert_eq!(file.proved(), Err(vec![(0, shape("json"), true)]));
    }

    #[test]
    fn an_unquoted_scalar_may_get_quotes() {
        let file = File::new("a.yml", "a:\n  - mfa\n  - b\n").value("mfa", "mfa", "*", "'*'");
        assert_eq!(file.proved().as_deref(), Ok("a:\n  - '*'\n  - b\n"));
        let file = File::new("a.yml", "a:\n  - mfa\n  - b\n").value("mfa", "mfa", "*", "*");
        assert!(file.proved().is_err());
    }

    #[test]
    fn json_in_json_is_an_operation_on_both() {
        let file = File::new("a.json", r#"{"p": "{\"q\": \"mfa-a\"}"}"#).value(
            "\"mfa-a\"",
            "-a",
            "*",
            "*",
        );
        let proof = prove(&file.document, &file.bytes, file.edits.clone()).expect("a proof");
        let InJson::Patch(operations) = &proof.json[&0] else {
            panic!("{:?}", proof.json);
        };
        assert_eq!(
            serde_json::to_value(operations).expect("JSON"),
            serde_json::json!([{"op": "replace", "path": "/q", "value": "mfa*"}])
        );
        let twice = File::new("a.json", r#"{"p": "{\"q\": \"mfa-a\"}", "p": 1}"#).value(
            "\"mfa-a\"",
            "-a",
            "*",
            "*",
        );
        assert_eq!(twice.proved(), Err(vec![(0, Cause::Document, true)]));
    }

    #[test]
    fn a_piece_of_json_is_no_document() {
        let file = File::new("a.json", "\"a\": \"mfa\",\n").value("\"mfa\"", "a", "*", "*");
        let proof = prove(&file.document, &file.bytes, file.edits).expect("a proof");
        assert_eq!(proof.json[&0], InJson::Piece);
        let file = File::new("a.yml", "a: mfa\n").value("mfa", "a", "b", "b");
        let proof = prove(&file.document, &file.bytes, file.edits).expect("a proof");
        assert_eq!(proof.json[&0], InJson::Outside);
    }
}
