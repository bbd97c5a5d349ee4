//! Languages of which only comments and strings are read: no grammar is worth its build time for what is looked for in
//! them. Sources: the reference manual of each, its chapter on lexical structure.

mod compiled;
mod configuration;
mod functional;
mod jvm;
mod parts;
mod scripting;

use crate::syntax::language::{Ground, Language, Parser};
use crate::syntax::lexicon::Lexicon;

/// A language with comments and strings.
const fn lexed(
    name: &'static str,
    labels: &'static [&'static str],
    extensions: &'static [&'static str],
    lexicon: &'static Lexicon,
) -> Language {
    Language {
        name,
        labels,
        extensions,
        parser: Parser::Lexical(lexicon),
        ground: Ground::Code,
        caution: Some("only strings and comments are read of the language around it"),
        ..Language::EMPTY
    }
}

/// All of them.
pub static ALL: [Language; 32] = [
    lexed(
        "kotlin",
        &["kotlin", "kt", "kts"],
        &["kt", "kts"],
        &jvm::KOTLIN,
    ),
    lexed(
        "scala",
        &["scala", "sbt"],
        &["scala", "sc", "sbt"],
        &jvm::SCALA,
    ),
    Language {
        file_names: &["jenkinsfile"],
        interpreters: &["groovy"],
        ..lexed(
            "groovy",
            &["groovy", "gradle", "jenkinsfile", "jenkins"],
            &["groovy", "gradle", "gvy", "jenkinsfile"],
            &jvm::GROOVY,
        )
    },
    lexed("rust", &["rust", "rs"], &["rs"], &compiled::RUST),
    lexed("swift", &["swift"], &["swift"], &compiled::SWIFT),
    lexed("dart", &["dart"], &["dart"], &compiled::DART),
    Language {
        interpreters: &["php"],
        ..lexed("php", &["php"], &["php", "phtml", "inc"], &scripting::PHP)
    },
    Language {
        interpreters: &["perl"],
        ..lexed(
            "perl",
            &["perl", "pl"],
            &["pl", "pm", "t"],
            &scripting::PERL,
        )
    },
    Language {
        interpreters: &["lua", "luajit"],
        ..lexed("lua", &["lua"], &["lua"], &scripting::LUA)
    },
    Language {
        interpreters: &["elixir"],
        ..lexed(
            "elixir",
            &["elixir", "ex", "exs"],
            &["ex", "exs", "eex", "heex"],
            &functional::ELIXIR,
        )
    },
    Language {
        file_names: &[".emacs"],
        interpreters: &["bb", "clojure"],
        ..lexed(
            "lisp",
            &["clojure", "clj", "lisp", "elisp", "scheme", "racket", "edn"],
            &[
                "clj", "cljs", "cljc", "edn", "bb", "el", "lisp", "scm", "rkt", "fnl",
            ],
            &functional::LISP,
        )
    },
    Language {
        interpreters: &["rscript"],
        ..lexed("r language", &["r"], &["r"], &scripting::R)
    },
    Language {
        interpreters: &["escript"],
        ..lexed(
            "erlang",
            &["erlang", "erl"],
            &["erl", "hrl", "escript"],
            &functional::ERLANG,
        )
    },
    Language {
        interpreters: &["coffee"],
        ..lexed(
            "coffeescript",
            &["coffeescript", "coffee"],
            &["coffee", "cson"],
            &scripting::COFFEE,
        )
    },
    lexed("pkl", &["pkl"], &["pkl", "pcf"], &configuration::PKL),
    lexed("nix", &["nix"], &["nix"], &configuration::NIX),
    lexed("dhall", &["dhall"], &["dhall"], &configuration::DHALL),
    lexed(
        "jsonnet",
        &["jsonnet", "libsonnet"],
        &["jsonnet", "libsonnet"],
        &configuration::JSONNET,
    ),
    lexed("cue", &["cue"], &["cue"], &configuration::CUE),
    lexed(
        "haskell",
        &["haskell", "hs"],
        &["hs", "elm", "purs"],
        &functional::HASKELL,
    ),
    lexed(
        "ml",
        &["fsharp", "f#", "fs", "ocaml", "ml"],
        &["fs", "fsx", "fsi", "ml", "mli"],
        &functional::ML,
    ),
    lexed(
        "basic",
        &["vb", "vbnet", "vbs", "vba"],
        &["vb", "vbs", "bas"],
        &compiled::BASIC,
    ),
    lexed(
        "c family",
        &["c", "cpp", "c++", "objc", "objective-c", "zig", "d"],
        &["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "zig"],
        &compiled::C,
    ),
    lexed("nim", &["nim"], &["nim", "nims"], &scripting::NIM),
    lexed("julia", &["julia", "jl"], &["jl"], &scripting::JULIA),
    lexed("crystal", &["crystal", "cr"], &["cr"], &compiled::CRYSTAL),
    lexed("sql", &["sql", "psql"], &["sql"], &configuration::SQL),
    lexed("bicep", &["bicep"], &["bicep"], &configuration::BICEP),
    lexed("rego", &["rego", "opa"], &["rego"], &configuration::REGO),
    Language {
        interpreters: &["nu"],
        ..lexed("nushell", &["nu", "nushell"], &["nu"], &scripting::NUSHELL)
    },
    lexed(
        "batch",
        &["bat", "batch", "cmd", "batchfile", "dosbatch"],
        &["bat", "cmd"],
        &scripting::BATCH,
    ),
    Language {
        file_names: &[
            "justfile",
            ".justfile",
            ".cshrc",
            ".tcshrc",
            ".login",
            "crontab",
        ],
        interpreters: &["csh", "tcsh", "awk", "gawk", "tclsh", "expect", "just"],
        ..lexed(
            "small script",
            &[
                "csh", "tcsh", "awk", "tcl", "expect", "just", "justfile", "cron", "crontab",
            ],
            &[
                "csh", "tcsh", "awk", "tcl", "exp", "just", "cron", "crontab",
            ],
            &scripting::SCRIPT,
        )
    },
];
