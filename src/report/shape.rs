//! The shape of JSON that this program writes, by which its own reports are known among a repository's files.
//!
//! A repository could try to hide a policy in what looks like a report. So the whole file must be one, with no member that a
//! report doesn't have: no tool reads such a file as a policy or a script. It counts as passed over, fails a check
//! with `--strict`, and is looked at with `--include-vendored`, or when it is named: it hides no more than the `exclude` of a
//! configuration does.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// Any value.
    Anything,
    /// Any string.
    Text,
    /// This string.
    Word(&'static str),
    /// A whole number, from 0.
    Count,
    /// Whether something is so.
    Flag,
    /// Null, or what has this shape.
    Nullable(&'static Shape),
    /// A list of what has this shape.
    List(&'static Shape),
    /// An object of any keys, whose values have this shape.
    Map(&'static Shape),
    /// An object of these keys and no others.
    Object(&'static [(&'static str, Presence, Shape)]),
}

/// Whether an object has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Always,
    /// Where there is something to say.
    Sometimes,
}

impl Shape {
    /// Whether the whole of a text is JSON of this shape. Nothing of it is kept.
    pub fn is_of(&self, text: &[u8]) -> bool {
        let mut json = serde_json::Deserializer::from_slice(text);
        self.deserialize(&mut json).is_ok() && json.end().is_ok()
    }
}

impl<'de> DeserializeSeed<'de> for &Shape {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        match self {
            Shape::Anything => value.deserialize_ignored_any(IgnoredAny).map(drop),
            _ => value.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for &Shape {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{self:?}")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self {
            Shape::Text => Ok(()),
            Shape::Word(word) if *word == text => Ok(()),
            Shape::Nullable(inner) => inner.visit_str(text),
            _ => Err(E::custom("a string")),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        match self {
            Shape::Count => Ok(()),
            Shape::Nullable(inner) => inner.visit_u64(number),
            _ => Err(E::custom("a number")),
        }
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        match self {
            Shape::Flag => Ok(()),
            _ => Err(E::custom("true or false")),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        match self {
            Shape::Nullable(_) => Ok(()),
            _ => Err(E::custom("null")),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        match self {
            Shape::List(inner) => {
                while list.next_element_seed(*inner)?.is_some() {}
                Ok(())
            }
            Shape::Nullable(inner) => inner.visit_seq(list),
            _ => Err(A::Error::custom("a list")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        match self {
            Shape::Map(inner) => {
                while object.next_key::<IgnoredAny>()?.is_some() {
                    object.next_value_seed(*inner)?;
                }
                Ok(())
            }
            Shape::Object(members) => {
                let mut has = vec![false; members.len()];
                while let Some(key) = object.next_key::<String>()? {
                    let at = members.iter().position(|(name, ..)| *name == key);
                    let at = at.ok_or_else(|| A::Error::custom("a key of no report"))?;
                    if std::mem::replace(&mut has[at], true) {
                        return Err(A::Error::custom("a key that is there twice"));
                    }
                    object.next_value_seed(&members[at].2)?;
                }
                let mut members = members.iter().zip(&has);
                match members
                    .all(|((_, presence, _), has)| *has || *presence == Presence::Sometimes)
                {
                    true => Ok(()),
                    false => Err(A::Error::custom("a key that is missing")),
                }
            }
            Shape::Nullable(inner) => inner.visit_map(object),
            _ => Err(A::Error::custom("an object")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Presence::{Always, Sometimes};
    use super::*;

    #[test]
    fn the_whole_text_has_the_shape_and_nothing_else() {
        const SHAPE: Shape = Shape::Object(&[
            ("kind", Always, Shape::Word("x")),
            ("names", Always, Shape::List(&Shape::Nullable(&Shape::Text))),
            ("counts", Sometimes, Shape::Map(&Shape::Count)),
            ("more", Sometimes, Shape::Anything),
        ]);
        for (text, is_it) in [
            (r#"{"kind": "x", "names": ["a", null]}"#, true),
            (r#" {"names": [], "counts": {"a": 1}, "kind": "x"} "#, true),
            (r#"{"kind": "x", "names": [], "more": [{"a": 1.5}]}"#, true),
            (r#"{"kind": "y", "names": []}"#, false),
            (r#"{"kind": "x"}"#, false),
            (r#"{"kind": "x", "names": [1]}"#, false),
            (r#"{"kind": "x", "names": null}"#, false),
            (r#"{"kind": "x", "names": [], "counts": {"a": "b"}}"#, false),
            (r#"{"kind": "x", "names": [], "counts": {"a": -1}}"#, false),
            (r#"{"kind": "x", "names": [], "Statement": []}"#, false),
            (r#"{"kind": "x", "names": [], "names": []}"#, false),
            (r#"{"kind": "x", "names": []} {}"#, false),
            (r#"["kind"]"#, false),
            ("", false),
        ] {
            assert_eq!(SHAPE.is_of(text.as_bytes()), is_it, "{text}");
        }
    }
}
