//! What fills a text in: `format`, CloudFormation, Terraform, Jinja, ERB and others of their kinds.

use super::family::{Family, Says, stands_for};
use super::hcl::{doubled_sign, doubled_signs};

/// A language of templates.
pub(super) enum Template {
    /// CloudFormation's `Fn::Sub`.
    Sub,
    /// Python's `format`.
    Braces,
    /// Terraform's templates.
    Terraform,
    /// Any that fills in `${…}`, but not a variable whose name begins so.
    Dollar(&'static str),
    /// Jinja and Go templates.
    Curly,
    /// ERB and EJS.
    Percent,
}

impl Family for Template {
    fn begins(&self, c: char) -> bool {
        match self {
            Template::Sub => c == '$',
            Template::Braces => matches!(c, '{' | '}'),
            Template::Terraform | Template::Dollar(_) => matches!(c, '$' | '%'),
            Template::Curly => c == '{',
            Template::Percent => c == '<',
        }
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = head(&spelling[at..]);
        match self {
            Template::Sub => sub(rest),
            Template::Braces => stands_for(rest, "{{", "{")
                .or_else(|| stands_for(rest, "}}", "}"))
                .or_else(|| {
                    let length = rest.starts_with('{').then(|| closed(rest, 0))??;
                    Some((length, Says::Hole))
                }),
            Template::Dollar(prefix) if is_variable(rest, prefix) => None,
            Template::Terraform | Template::Dollar(_) => terraform(rest),
            Template::Curly => curly(rest),
            Template::Percent => percent(rest),
        }
    }

    fn written(&self, text: &str) -> String {
        match self {
            Template::Sub => text.replace("${", "${!"),
            Template::Braces => text.replace('{', "{{").replace('}', "}}"),
            Template::Terraform => doubled_signs(text),
            _ => text.to_owned(),
        }
    }
}

fn sub(rest: &str) -> Option<(usize, Says)> {
    let name = rest.strip_prefix("${")?;
    let end = "${".len() + name.find('}')? + 1;
    Some(match name.strip_prefix('!') {
        Some(_) => (end, Says::Other(format!("${{{}", &rest[3..end]))),
        None => (end, Says::Hole),
    })
}

fn terraform(rest: &str) -> Option<(usize, Says)> {
    doubled_sign(rest).or_else(|| {
        let says = if rest.starts_with("${") {
            Says::Hole
        } else if rest.starts_with("%{") {
            Says::Nothing
        } else {
            return None;
        };
        Some((closed(rest, 1)?, says))
    })
}

/// Whether a `${` begins a variable that no template language could read as an expression.
fn is_variable(rest: &str, prefix: &str) -> bool {
    rest.get(2..2 + prefix.len())
        .is_some_and(|name| name.eq_ignore_ascii_case(prefix))
}

fn percent(rest: &str) -> Option<(usize, Says)> {
    let inside = rest.strip_prefix("<%")?;
    let length = "<%".len() + inside.find("%>")? + "%>".len();
    let says = if inside.starts_with('=') || is_output(inside) {
        Says::Hole
    } else {
        Says::Nothing
    };
    Some((length, says))
}

/// How long (bytes) an interpolation of a template may be.
const LONGEST_INTERPOLATION: usize = 1024;

fn head(rest: &str) -> &str {
    let mut end = rest.len().min(LONGEST_INTERPOLATION);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}

/// Length (bytes) and meaning of the tag of a Jinja or Go template at the beginning.
fn curly(rest: &str) -> Option<(usize, Says)> {
    let tag = |open: &str, close: &str, says: Says| {
        let end = rest.strip_prefix(open)?.find(close)?;
        Some((open.len() + end + close.len(), says))
    };
    let word = rest
        .get(2..)?
        .trim_start_matches(['-', ' '])
        .split(|c: char| !c.is_alphanumeric())
        .next()?;
    let value = if GO_CONTROL.contains(&word) {
        Says::Nothing
    } else {
        Says::Hole
    };
    tag("{{", "}}", value)
        .or_else(|| tag("{%", "%}", Says::Nothing))
        .or_else(|| tag("{#", "#}", Says::Nothing))
}

/// Whether what stands after `<%` puts something out unescaped, as EJS has it; ERB begins instructions so.
fn is_output(inside: &str) -> bool {
    inside.strip_prefix('-').is_some_and(|rest| {
        let word = rest
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next();
        let is_control = word.is_some_and(|word| ERB_CONTROL.contains(&word));
        let tag = rest.split("%>").next().unwrap_or_default();
        !is_control && !tag.contains(" do")
    })
}

/// The words that begin an instruction of ERB.
const ERB_CONTROL: [&str; 10] = [
    "if", "else", "elsif", "end", "unless", "case", "when", "for", "while", "begin",
];

/// The words after `{{` that begin an instruction of a Go template rather than a value.
const GO_CONTROL: [&str; 9] = [
    "if", "else", "end", "range", "with", "define", "block", "template", "break",
];

/// Length (bytes) up to the brace that closes the one at an offset, others in between counted.
fn closed(rest: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices().skip(open) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at + 1),
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}
