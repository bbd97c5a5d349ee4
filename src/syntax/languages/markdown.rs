//! Markdown: prose with code in it. Read by pulldown-cmark, which knows CommonMark to the letter and
//! gives the byte range of each line of a fence without the indentation or `>` before it.

use pulldown_cmark::{Event, Options, Tag};

use crate::syntax::language::{Comments, Ground, Language, Parser, Runs};
use crate::syntax::lower::Lowering;
use crate::syntax::migration::Migration;
use crate::syntax::node::Role;
use crate::syntax::text::Text;

/// Markdown.
pub static MARKDOWN: Language = Language {
    name: "markdown",
    labels: &["markdown", "md", "mdx"],
    extensions: &["md", "markdown", "mdx", "mkd", "mdown", "rmd", "qmd"],
    file_names: &[],
    interpreters: &[],
    parser: Parser::Own(lower),
    roles: &[],
    strings: &[],
    ground: Ground::Prose,
    comments: Comments::OF_MARKUP,
    literal_sign: "\\",
    runs: Runs::ByKey,
    ..Language::EMPTY
};

/// Kind of the node that holds what stands after an opening fence.
pub const INFO: &str = "info_string";
/// Kind of the nodes that hold the code of a block or span.
pub const CODE: &str = "code";

/// What may be markup, or end a line.
const SIGNS: &[u8] = b"*_`~[]()<>|!&\\#+-:$\n";

fn lower(text: &Text, lowering: &mut Lowering, _: &'static Migration) {
    let source = text.as_str();
    // The parser makes an item of each, all of them before the first event.
    let signs = source.bytes().filter(|byte| SIGNS.contains(byte));
    if signs.count() > lowering.room() {
        lowering.give_up(text);
        return;
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    lowering.open("document", None, Role::Other, 0..source.len());
    let mut in_code = false;
    // What a sentence says is one text, though the parser gives each sign of it that could be markup by itself.
    let mut sentence: Option<std::ops::Range<usize>> = None;
    for (event, range) in pulldown_cmark::Parser::new_ext(source, options).into_offset_iter() {
        if lowering.room() == 0 {
            lowering.give_up(text);
            return;
        }
        if let Event::Text(_) = event
            && !in_code
        {
            match &mut sentence {
                Some(sentence) if matches!(&source[sentence.end..range.start], "" | "\\") => {
                    sentence.end = range.end;
                }
                other => {
                    if let Some(done) = other.replace(range) {
                        lowering.leaf("text", Role::Other, done);
                    }
                }
            }
            continue;
        }
        if let Some(done) = sentence.take() {
            lowering.leaf("text", Role::Other, done);
        }
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                let fence = &source[range.clone()];
                lowering.open("code_block", None, Role::CodeBlock, range.clone());
                if let Some(info) = info_string(fence) {
                    let info = range.start + info.start..range.start + info.end;
                    lowering.leaf(INFO, Role::Other, info);
                }
            }
            Event::Start(tag) => {
                let role = match tag {
                    Tag::Heading { level, .. } => Role::Heading(level as u8),
                    Tag::Paragraph => Role::Paragraph,
                    Tag::Item => Role::Item,
                    Tag::TableCell => Role::Cell,
                    Tag::TableHead | Tag::TableRow => Role::Row,
                    _ => Role::Other,
                };
                lowering.open(tag_kind(&tag), None, role, range);
            }
            Event::End(_) => {
                in_code = false;
                lowering.close();
            }
            Event::Text(_) if in_code => lowering.leaf(CODE, Role::Other, range),
            Event::Code(_) => {
                lowering.open("code_span", None, Role::CodeSpan, range.clone());
                lowering.leaf(CODE, Role::Other, span_content(source, range));
                lowering.close();
            }
            Event::Html(_) | Event::InlineHtml(_) => lowering.leaf("html", Role::Other, range),
            _ => lowering.leaf("mark", Role::Other, range),
        }
    }
    lowering.close();
}

/// The first word after an opening fence, as bytes of the block.
fn info_string(block: &str) -> Option<std::ops::Range<usize>> {
    let fence = block.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let line = block.lines().next()?;
    let rest = line.trim_start_matches(fence);
    let info = rest.trim_start_matches([' ', '\t', '{', '.']);
    let length = info
        .find([' ', '\t', ',', '}', '{', ':'])
        .unwrap_or(info.len());
    let start = line.len() - info.len();
    (length > 0).then_some(start..start + length)
}

/// What stands between the backticks of a code span, without the one space that CommonMark takes away
/// from both ends (section 6.1).
fn span_content(source: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let span = &source[range.clone()];
    let ticks = span.len() - span.trim_start_matches('`').len();
    let content = range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks);
    let inner = &source[content.clone()];
    if inner.len() > 2 && inner.starts_with(' ') && inner.ends_with(' ') {
        content.start + 1..content.end - 1
    } else {
        content
    }
}

fn tag_kind(tag: &Tag) -> &'static str {
    match tag {
        Tag::Paragraph => "paragraph",
        Tag::Heading { .. } => "heading",
        Tag::BlockQuote(_) => "block_quote",
        Tag::HtmlBlock => "html_block",
        Tag::List(_) => "list",
        Tag::Item => "item",
        Tag::Table(_) => "table",
        Tag::TableRow => "table_row",
        Tag::TableCell => "table_cell",
        Tag::Emphasis => "emphasis",
        Tag::Strong => "strong",
        Tag::Link { .. } => "link",
        Tag::Image { .. } => "image",
        Tag::MetadataBlock(_) => "front_matter",
        _ => "element",
    }
}
