//! Blocks of code in documents that no parser reads: reStructuredText, AsciiDoc, Org, TeX, Texinfo, DocBook, wikis, HTML.

use std::ops::Range;

use crate::syntax::near;

/// How far (bytes) from a word its block begins and ends.
const REACH: usize = 2048;

/// What begins a block and what ends it (Org Manual, "Literal Examples"; the LaTeX packages verbatim, listings, minted and
/// fancyvrb; Texinfo Manual, "Quotations and Examples"; DocBook; MediaWiki's SyntaxHighlight), in lower case.
const BLOCKS: [(&str, &str); 14] = [
    ("#+begin_src", "#+end_src"),
    ("#+begin_example", "#+end_example"),
    ("\\begin{verbatim}", "\\end{verbatim}"),
    ("\\begin{lstlisting}", "\\end{lstlisting}"),
    ("\\begin{minted}", "\\end{minted}"),
    ("\\begin{alltt}", "\\end{alltt}"),
    ("<pre", "</pre>"),
    ("<syntaxhighlight", "</syntaxhighlight>"),
    ("<source", "</source>"),
    ("<programlisting", "</programlisting>"),
    ("<screen", "</screen>"),
    ("<codeblock", "</codeblock>"),
    ("@example", "@end example"),
    ("@verbatim", "@end verbatim"),
];

/// Directives whose content is code (docutils, "reStructuredText Directives"; Sphinx, "Showing code examples").
const DIRECTIVES: [&str; 6] = [
    ".. code-block::",
    ".. code::",
    ".. sourcecode::",
    ".. parsed-literal::",
    ".. prompt::",
    ".. console::",
];

/// Whether a word (bytes of the text) stands in a block of code.
pub fn holds(text: &str, word: &Range<usize>) -> bool {
    let before = near::before(text, word.start, REACH);
    let after = near::after(text, word.end, REACH);
    is_between_tags(before, after) || is_between_lines(before, after) || is_indented(before)
}

fn is_between_tags(before: &str, after: &str) -> bool {
    let (before, after) = (before.to_ascii_lowercase(), after.to_ascii_lowercase());
    BLOCKS.iter().any(|(open, close)| {
        let opened = before.rfind(open);
        let is_open = opened.is_some_and(|at| !before[at..].contains(close));
        is_open && after.contains(close)
    })
}

/// Whether AsciiDoc's lines of a listing or a literal block stand around (AsciiDoc Language Documentation, "Delimited
/// Blocks").
fn is_between_lines(before: &str, after: &str) -> bool {
    let is_delimiter = |line: &str| {
        let line = line.trim_end();
        line.len() >= 4
            && ["-", "."]
                .iter()
                .any(|sign| line.trim_start_matches(sign).is_empty())
    };
    let mut lines = before.lines().rev().skip_while(|line| !is_delimiter(line));
    let Some(opening) = lines.next() else {
        return false;
    };
    // What ends a block follows its code, as what underlines a heading follows that.
    let begins = lines.next().is_none_or(|line| {
        let line = line.trim();
        line.is_empty() || line == "+" || line.starts_with(['[', '.'])
    });
    begins
        && after
            .lines()
            .any(|line| line.trim_end() == opening.trim_end())
}

/// Whether a line is indented below what begins a literal block of reStructuredText.
fn is_indented(before: &str) -> bool {
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut lines = before.rsplit('\n');
    let Some(own) = lines.next() else {
        return false;
    };
    let mut least = indentation(own);
    for line in lines.filter(|line| !line.trim().is_empty()) {
        if least == 0 {
            return false;
        }
        let indented = indentation(line);
        if indented >= least {
            continue;
        }
        let line = line.trim();
        let is_directive = line.starts_with("..");
        if DIRECTIVES
            .iter()
            .any(|directive| line.starts_with(directive))
            || (!is_directive && line.ends_with("::"))
        {
            return true;
        }
        least = indented;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_code_are_told_from_prose() {
        let is_in = |text: &str| {
            let at = text.find('@').expect("the word");
            holds(&text.replace('@', "X"), &(at..at + 1))
        };
        for text in [
            ".. code-block:: bash\n   :linenos:\n\n   aws @\n",
            ".. code-block:: bash\n\n   if x; then\n     aws @\n   fi\n",
            "Login::\n\n    aws @\n\nthen\n",
            "= A\n\n[source,shell]\n----\naws @\n----\n",
            "....\naws @\n....\n",
            "#+BEGIN_SRC sh\naws @\n#+END_SRC\n",
            "\\begin{verbatim}\naws @\n\\end{verbatim}\n",
            "<pre><code>\naws @\n</code></pre>\n",
        ] {
            assert!(is_in(text), "{text}");
        }
        for text in [
            "aws @\n",
            "Login\n-----\n\naws @\n\nLogout\n------\n",
            "Title::\n\n    aws\n\naws @\n",
            ".. note::\n\n   aws @\n",
            "----\naws\n----\n\naws @\n\n----\naws\n----\n",
            "<pre>\naws\n</pre>\naws @\n<pre>\naws\n</pre>\n",
            "<pre>\naws\n</pre>\naws @\n",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }
}
