//! A file name for each language.

/// One for each language that files are known by.
pub const NAMES: [&str; 20] = [
    "a.json",
    "a.sh",
    "a.md",
    "a.txt",
    "a.tf",
    "a.yml",
    "a.py",
    "a.ts",
    "a.js",
    "a.go",
    "a.java",
    "a.cs",
    "a.rb",
    "a.ps1",
    "a.ini",
    "a.toml",
    "Makefile",
    "Dockerfile",
    "a.fish",
    "a.json.tftpl",
];
