//! Names, as languages and their users write them.

/// A name without letter case, `_` and other signs: `NotResource`, `not_resource` and `notResource` are one.
pub fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
