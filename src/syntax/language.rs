//! What the program has to know of a language: a small table, and the grammar that reads it.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::escape::Escapes;
use super::lexicon::Lexicon;
use super::lower::Lowering;
use super::migration::Migration;
use super::node::{NodeId, Role};
use super::text::Text;
use super::tree;

/// The tree of a file, whose layers are in one language each.
pub type Tree = tree::Tree<&'static Language>;
/// One language's part of a file.
pub type Layer = tree::Layer<&'static Language>;

/// One host language.
pub struct Language {
    /// Its name in reports.
    pub name: &'static str,
    /// Names it goes by after a Markdown fence, lower case.
    pub labels: &'static [&'static str],
    /// File name endings, without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names, lower case.
    pub file_names: &'static [&'static str],
    /// Programs named on a `#!` line.
    pub interpreters: &'static [&'static str],
    /// How it is read.
    pub parser: Parser,
    /// What its grammar is given in place of a text, of as many bytes: the text itself, unless the grammar can't take it.
    pub grammar_input: fn(&str) -> Cow<'_, str>,
    /// Which nodes are what.
    pub roles: &'static [(&'static str, Role)],
    /// How its strings are spelled.
    pub strings: &'static [StringKind],
    /// What stands outside its strings and comments.
    pub ground: Ground,
    /// How its comments are written, where its parser doesn't tell them.
    pub comments: Comments,
    /// What makes a sign that could be markup stand for itself in its sentences.
    pub literal_sign: &'static str,
    /// What the grammar calls the parts of its pairs, assignments and calls.
    pub fields: Fields,
    /// Its pairs.
    pub pairs: Pairs,
    /// How it writes mappings, where the program writes any.
    pub notation: Option<&'static Notation>,
    /// What its operators do with the values beside them.
    pub operators: Operators,
    /// Kinds of its functions and methods, beside those of [`Role::Function`]: the names that are given a value within one are
    /// its own.
    pub functions: &'static [&'static str],
    /// How its interpolations begin, before the name of a variable.
    pub openings: &'static [&'static str],
    /// How its commands are written, where it has any.
    pub commands: Option<&'static Commands>,
    /// Who runs a command that a string of it holds.
    pub runs: Runs,
    /// How it names the shell that does.
    pub shell_named: ShellNamed,
    /// Where its programs get libraries from.
    pub packages: Packages,
    /// Whether a file of it can be read into another one of it, which then has its variables.
    pub shares_variables: bool,
    /// Whether its variables are those of the environment, but for what it gives others.
    pub has_environment: bool,
    /// Whether nobody can define a function in it, so that each that isn't known does something of its own to its arguments.
    pub has_only_own_functions: bool,
    /// Why nothing that stands in it is edited without a look, if there is a reason.
    pub caution: Option<&'static str>,
}

/// How a language is read.
pub enum Parser {
    /// By a tree-sitter grammar.
    Grammar(&'static LazyLock<tree_sitter::Language>),
    /// By a parser of its own kind, which lowers what it reads itself.
    Own(fn(&Text, &mut Lowering, &'static Migration)),
    /// Only its comments and strings, by its lexical conventions.
    Lexical(&'static Lexicon),
    /// Not at all: the text fallback looks at it.
    Nothing,
}

/// The grammar's names for the places of nodes in their parents, the likeliest first. Where a node has none of them, its
/// first named child is the key, and the last of the others is the value.
pub struct Fields {
    /// The key of a pair, the variable of an assignment.
    pub key: &'static [&'static str],
    /// The value of either.
    pub value: &'static [&'static str],
    /// The function that a call calls.
    pub function: &'static [&'static str],
    /// Its arguments.
    pub arguments: &'static [&'static str],
}

/// What there is to know of a language's pairs beside their roles.
pub struct Pairs {
    /// Kinds of pairs whose key is an expression, unless it is a string.
    pub with_expression: &'static [&'static str],
    /// Kinds of keys that are expressions.
    pub expressions: &'static [&'static str],
    /// Kinds of pairs that are blocks: a key, labels, and a body.
    pub blocks: &'static [&'static str],
    /// The key whose value's pairs are put into the mapping around it, where it has none of its own of that key.
    pub merge_key: Option<&'static str>,
}

/// How a language writes mappings.
#[derive(Debug)]
pub struct Notation {
    /// The signs that may stand between a key and its value, the usual one first.
    pub assigning: &'static [&'static str],
    /// Whether a space stands before such a sign.
    pub is_spaced: bool,
    /// Whether members on lines of their own need a comma between them.
    pub has_commas: bool,
    /// Whether a key that is a name needs no quotes.
    pub has_bare_keys: bool,
    /// Whether a mapping may be told by its indentation alone.
    pub has_indented: bool,
}

/// What a language's operators do with the values beside them.
pub struct Operators {
    /// Those, and the brackets, that may stand between the pieces of a [`Role::Concatenation`].
    pub joining: &'static [&'static str],
    /// Tokens of expressions that choose, negate, filter or compute: such an expression isn't what stands in it.
    pub choosing: &'static [&'static str],
    /// Those that put two mappings together.
    pub merging: &'static [&'static str],
}

/// How a command's output is put in place of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Substitution {
    /// `"$(…)"`, as in POSIX's shell.
    Dollar,
    /// `(…)`, as in fish: a word for each line, also none.
    Brackets,
    /// In another way, or not at all.
    Other,
}

/// How a language's commands are written.
pub struct Commands {
    /// How a command's output is put in place of a word.
    pub substitution: Substitution,
    /// Whether names that differ in letter case only are one.
    pub ignores_case: bool,
    /// Kinds of nodes that only group the words of a command.
    pub groups: &'static [&'static str],
    /// The grammar's names for the places of what is no word of a command: redirections.
    pub redirects: &'static [&'static str],
    /// Signs that, right after a word, are more of it, although the grammar took the word for complete; letters and
    /// digits are, too.
    pub continuing: &'static str,
    /// The command that gives a variable a value: its first word.
    pub assigning: Option<&'static str>,
    /// The command that gives a command a name, with `NAME=` before it in one word.
    pub naming: Option<&'static str>,
    /// How a declaration begins whose variables are those of one function.
    pub local: &'static [&'static str],
    /// Kinds of strings that are a command's input rather than a word of it.
    pub inputs: &'static [&'static str],
    /// Kinds of the names of variables in expansions.
    pub names: &'static [&'static str],
    /// Signs between a variable and the value that it has by default.
    pub defaults: &'static [&'static str],
    /// Those of them that give the variable that value for good.
    pub assigning_defaults: &'static [&'static str],
    /// Kinds of nodes that run commands in place of a value.
    pub substitutions: &'static [&'static str],
}

/// How comments are written in a language whose parser doesn't tell them.
pub struct Comments {
    /// What stands around one.
    pub around: &'static [(&'static str, &'static str)],
    /// What begins a line that is one.
    pub lines: &'static [&'static str],
}

impl Comments {
    /// No comments, or none that the parser doesn't tell.
    pub const NONE: Comments = Comments {
        around: &[],
        lines: &[],
    };
    /// Those of HTML and XML.
    pub const OF_MARKUP: Comments = Comments {
        around: &[("<!--", "-->")],
        lines: &[],
    };
}

/// Who runs a command that a string of a language holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// A shell.
    Shell,
    /// A shell that is the first process of a container.
    AsFirst,
    /// Whoever runs the value of the key that it stands at.
    ByKey,
    /// A program's own code, in whatever way.
    Unknown,
}

/// How a language names the shell that runs the commands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShellNamed {
    /// It doesn't.
    Never,
    /// By a node of one kind, for the commands after it, until there is one of another kind.
    ByNode {
        /// The kind of node, whose last child is a list of the shell and its options.
        names: &'static str,
        /// The kind of node after which it is the usual shell again.
        ends: &'static str,
    },
    /// By this variable, for all commands.
    ByVariable(&'static str),
}

/// Where a language's programs get libraries from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packages {
    /// The Python Package Index.
    PyPi,
    /// npm.
    Npm,
    /// Go's module proxy.
    GoModules,
    /// Maven Central.
    Maven,
    /// NuGet.
    NuGet,
    /// RubyGems.
    RubyGems,
    /// The PowerShell Gallery.
    PowerShellGallery,
    /// Nowhere: its programs call others.
    None,
}

/// What the text between the strings, code and comments of a language is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Code that a machine reads.
    Code,
    /// Sentences for people.
    Prose,
    /// Sentences and examples that no grammar tells apart.
    Mixed,
    /// Lines of other files, as they were and as they are to be.
    Patch,
    /// Unknown.
    Unknown,
}

/// How one kind of string node is spelled.
#[derive(Clone, Copy)]
pub struct StringKind {
    /// The grammar's name for the node.
    pub kind: &'static str,
    /// What stands before and after its content.
    pub delimiters: Delimiters,
    /// Its escapes.
    pub escapes: EscapesOf,
    /// The label of the language that such a string always holds.
    pub holds: Option<&'static str>,
}

impl StringKind {
    /// A kind of string that may hold anything.
    pub const fn new(kind: &'static str, delimiters: Delimiters, escapes: EscapesOf) -> Self {
        StringKind {
            kind,
            delimiters,
            escapes,
            holds: None,
        }
    }

    /// The same kind, always in the language that goes by a label.
    pub const fn holding(mut self, label: &'static str) -> Self {
        self.holds = Some(label);
        self
    }
}

/// What stands before and after the content of a string.
#[derive(Clone, Copy)]
pub enum Delimiters {
    /// Nothing.
    None,
    /// The first of these pairs that fits.
    Pairs(&'static [(&'static str, &'static str)]),
    /// The first and the last node below it.
    Nodes,
    /// The rest of its first line, and its last line.
    Lines,
    /// White space, and quotes on both ends.
    Space,
}

/// Which escapes a string has.
#[derive(Clone, Copy)]
pub enum EscapesOf {
    /// Always these.
    Kind(Escapes),
    /// It depends on the node and what stands around it: first the one, then in what that gives the other.
    Node(fn(&Tree, NodeId) -> [Escapes; 2]),
    /// It depends on what is looked for.
    Sought(fn(&'static Migration) -> Escapes),
}

impl Language {
    /// A language of which nothing is known.
    pub const EMPTY: Language = Language {
        name: "",
        labels: &[],
        extensions: &[],
        file_names: &[],
        interpreters: &[],
        parser: Parser::Nothing,
        grammar_input: |text| Cow::Borrowed(text),
        roles: &[],
        strings: &[],
        ground: Ground::Unknown,
        comments: Comments::NONE,
        literal_sign: "",
        fields: Fields {
            key: &[],
            value: &[],
            function: &[],
            arguments: &[],
        },
        pairs: Pairs::PLAIN,
        notation: None,
        operators: Operators::NONE,
        functions: &[],
        openings: &[],
        commands: None,
        runs: Runs::Unknown,
        shell_named: ShellNamed::Never,
        packages: Packages::None,
        shares_variables: false,
        has_environment: false,
        has_only_own_functions: false,
        caution: None,
    };

    /// The role of a node kind.
    pub fn role(&self, kind: &str) -> Role {
        self.roles
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or(Role::Other, |(_, role)| *role)
    }

    /// How a kind of string node is spelled.
    pub fn string(&self, kind: &str) -> Option<StringKind> {
        match self.parser {
            Parser::Lexical(lexicon) => lexicon.quote(kind).map(|quote| {
                let delimiters = Delimiters::Pairs(quote.delimiters);
                StringKind::new(quote.kind, delimiters, EscapesOf::Kind(quote.escapes))
            }),
            _ => {
                let mut strings = self.strings.iter();
                strings.find(|string| string.kind == kind).copied()
            }
        }
    }
}

impl Pairs {
    /// Pairs whose keys are names.
    pub const PLAIN: Pairs = Pairs {
        with_expression: &[],
        expressions: &[],
        blocks: &[],
        merge_key: None,
    };
}

impl Operators {
    /// No operators.
    pub const NONE: Operators = Operators {
        joining: &[],
        choosing: &[],
        merging: &[],
    };

    /// Those that C's descendants share.
    pub const OF_C: Operators = Operators {
        joining: &["+", "(", ")"],
        choosing: &["!", "?", ":", "||", "&&", "-", "|", "&", "/", "^"],
        merging: &[],
    };
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
