//! What stands near a place of a text, with a bound, so that a line of a megabyte is never read for each word in it.

/// The text before an offset (bytes), no more than so many bytes of it.
pub fn before(text: &str, at: usize, most: usize) -> &str {
    let mut start = at.saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start.min(at)..at]
}

/// The text after an offset (bytes), no more than so many bytes of it.
pub fn after(text: &str, at: usize, most: usize) -> &str {
    let mut end = text.len().min(at.saturating_add(most));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[at..end.max(at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_cut() {
        let text = "aéb";
        assert_eq!([before(text, 3, 1), before(text, 3, 2)], ["", "é"]);
        assert_eq!([after(text, 1, 1), after(text, 1, 2)], ["", "é"]);
        assert_eq!([before(text, 0, 9), after(text, 4, 9)], ["", ""]);
        assert_eq!([before(text, 4, 9), after(text, 0, 9)], [text, text]);
    }
}
