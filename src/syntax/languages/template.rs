//! Templates: files that something fills in before they are read in their own language. What is filled in
//! becomes a hole, what is for the template only is left out, and the rest is parsed as what it makes.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Comments, Delimiters, EscapesOf, Ground, Language, Parser, Runs, StringKind,
};
use crate::syntax::lower::Lowering;
use crate::syntax::migration::Migration;
use crate::syntax::node::Role;
use crate::syntax::text::Text;

/// Kind of the node that is all of a template.
pub const TEMPLATE: &str = "template";

/// Jinja, Go templates and others that mark what is filled in with `{{…}}`.
pub static JINJA: Language = template(
    "jinja",
    &[
        "j2", "jinja", "jinja2", "gotmpl", "hbs", "mustache", "liquid",
    ],
    &[StringKind::new(
        TEMPLATE,
        Delimiters::None,
        EscapesOf::Kind(Escapes::Curly),
    )],
    &[
        ("{#", "#}"),
        ("{{/*", "*/}}"),
        ("{{- /*", "*/ -}}"),
        ("{{!", "}}"),
    ],
);

/// ERB and EJS.
pub static ERB: Language = template(
    "erb",
    &["erb", "ejs", "epp"],
    &[StringKind::new(
        TEMPLATE,
        Delimiters::None,
        EscapesOf::Kind(Escapes::Percent),
    )],
    &[("<%#", "%>")],
);

/// Files for Terraform's `templatefile`.
pub static TERRAFORM: Language = template(
    "terraform template",
    &["tftpl"],
    &[StringKind::new(
        TEMPLATE,
        Delimiters::None,
        EscapesOf::Kind(Escapes::Terraform),
    )],
    &[],
);

/// Files that fill in `${…}`, as `envsubst` and others do.
pub static DOLLAR: Language = template(
    "template",
    &[],
    &[StringKind::new(
        TEMPLATE,
        Delimiters::None,
        EscapesOf::Sought(|migration| Escapes::Dollar(migration.variable_prefix)),
    )],
    &[],
);

/// Endings that several kinds of template have.
const SHARED_ENDINGS: [&str; 4] = ["tpl", "tmpl", "in", "template"];

/// The kind of template that a file name's ending, and where that isn't enough its content, says; `None` for
/// any other file.
pub fn of_ending(ending: &str, text: &str) -> Option<&'static Language> {
    let kinds = [&JINJA, &ERB, &TERRAFORM];
    if let Some(kind) = kinds
        .into_iter()
        .find(|kind| kind.extensions.contains(&ending))
    {
        return Some(kind);
    }
    if !SHARED_ENDINGS.contains(&ending) {
        return None;
    }
    if text.contains("<%") && text.contains("%>") {
        Some(&ERB)
    } else if text.contains("{%") || (text.contains("{{") && text.contains("}}")) {
        Some(&JINJA)
    } else if text.contains("$${") || text.contains("%{ ") {
        Some(&TERRAFORM)
    } else {
        // CloudFormation's own templates end so too, and have `${…}` for Fn::Sub.
        (ending != "template").then_some(&DOLLAR)
    }
}

const fn template(
    name: &'static str,
    extensions: &'static [&'static str],
    strings: &'static [StringKind],
    comments: &'static [(&'static str, &'static str)],
) -> Language {
    Language {
        name,
        labels: &[],
        extensions,
        file_names: &[],
        interpreters: &[],
        parser: Parser::Own(lower),
        roles: &[],
        strings,
        ground: Ground::Unknown,
        comments: Comments {
            around: comments,
            lines: &[],
        },
        runs: Runs::ByKey,
        ..Language::EMPTY
    }
}

fn lower(text: &Text, lowering: &mut Lowering, _: &'static Migration) {
    lowering.leaf(TEMPLATE, Role::String, 0..text.len());
}
