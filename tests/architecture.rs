//! The rooms of `src/`: the `use` lines, and the paths in the code, held against the picture in ARCHITECTURE.md.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// A file of `src/` as its module's path: `rules::serial::stale`.
type Module = Vec<String>;

/// All modules, each with what it names of this crate, as absolute paths.
fn modules() -> BTreeMap<Module, BTreeSet<Module>> {
    let mut modules = BTreeMap::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let module = module(&path);
                let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
                let mut named = Named {
                    module: module.clone(),
                    is_folder: path.file_name().unwrap() == "mod.rs" || module.is_empty(),
                    paths: BTreeSet::new(),
                };
                named.visit_file(&file);
                modules.insert(module, named.paths);
            }
        }
    }
    modules
}

fn module(path: &Path) -> Module {
    let path = path.strip_prefix("src").unwrap().with_extension("");
    let mut parts: Module = path
        .components()
        .map(|part| part.as_os_str().to_str().unwrap().to_owned())
        .collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

/// Gathers what a file names of this crate, without its tests, which may name anything.
struct Named {
    module: Module,
    is_folder: bool,
    paths: BTreeSet<Module>,
}

impl Named {
    fn add(&mut self, path: Vec<String>) {
        let mut absolute = match path[0].as_str() {
            "crate" | "mfa_migrate" => Vec::new(),
            "super" if self.is_folder => self.module[..self.module.len() - 1].to_vec(),
            "super" => self.module[..self.module.len().saturating_sub(1)].to_vec(),
            "self" => self.module.clone(),
            // `mod.rs` names its own modules without a prefix.
            _ if self.is_folder => {
                let mut absolute = self.module.clone();
                absolute.push(path[0].clone());
                absolute
            }
            _ => return,
        };
        for part in &path[1..] {
            if part == "super" {
                absolute.pop();
            } else if part != "self" {
                absolute.push(part.clone());
            }
        }
        self.paths.insert(absolute);
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) => self.add(with(&name.ident)),
            syn::UseTree::Rename(name) => self.add(with(&name.ident)),
            syn::UseTree::Glob(_) => self.add(before.to_vec()),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, before);
                }
            }
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && {
            let list = attribute.meta.require_list().unwrap();
            list.tokens.to_string() == "test"
        }
    })
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if matches!(parts[0].as_str(), "crate" | "super" | "mfa_migrate") && parts.len() > 1 {
            self.add(parts);
        }
        syn::visit::visit_path(self, path);
    }
}

/// The rooms from top to bottom, as ARCHITECTURE.md draws them: the first word of each line of the block that begins with
/// `main`.
fn rooms() -> Vec<String> {
    let text = std::fs::read_to_string("ARCHITECTURE.md").unwrap();
    let picture = text
        .split("```")
        .find(|block| {
            block
                .trim_start_matches("text")
                .trim_start()
                .starts_with("main ")
        })
        .expect("the picture of the rooms");
    picture
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let rooms = rooms();
    let floor = |room: &str| rooms.iter().position(|other| other == room);
    let mut wrong = Vec::new();
    for (module, named) in modules() {
        let Some(room) = module.first() else {
            continue;
        };
        let own = floor(room).unwrap_or_else(|| panic!("ARCHITECTURE.md doesn't draw {room}"));
        for path in named {
            let Some(other) = path.first().and_then(|room| floor(room)) else {
                continue;
            };
            if other < own {
                wrong.push(format!("{} uses {}", module.join("::"), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows up:\n{}", wrong.join("\n"));
    let drawn: BTreeSet<String> = modules()
        .into_keys()
        .filter_map(|module| module.into_iter().next())
        .collect();
    let rooms: BTreeSet<String> = rooms.into_iter().collect();
    assert_eq!(
        drawn, rooms,
        "rooms that are there, and rooms that are drawn"
    );
}

/// The module that a path leads to: the longest beginning of it that is one. What a `mod.rs` only passes on belongs to the
/// module that it comes from.
fn target(path: &Module, modules: &BTreeMap<Module, BTreeSet<Module>>) -> Module {
    let is_module = |length: &usize| modules.contains_key(&path[..*length]);
    let length = (0..=path.len()).rev().find(is_module).unwrap();
    let module = path[..length].to_vec();
    let passed_on = path.get(length).and_then(|name| {
        modules[&module].iter().find(|other| {
            other.len() > module.len() + 1
                && other.starts_with(&module)
                && other.last() == Some(name)
                && modules.contains_key(&other[..other.len() - 1])
        })
    });
    passed_on.map_or(module, |other| other[..other.len() - 1].to_vec())
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let modules = modules();
    let mut arrows: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, named) in &modules {
        let targets = named.iter().map(|path| target(path, &modules));
        arrows.insert(module, targets.filter(|other| other != module).collect());
    }
    // A module that uses nothing but what is gone is gone too; what stays is in a circle, or leads to one.
    loop {
        let gone: BTreeSet<Module> = arrows
            .iter()
            .filter(|(_, targets)| targets.is_empty())
            .map(|(module, _)| (*module).clone())
            .collect();
        if gone.is_empty() {
            break;
        }
        arrows.retain(|module, _| !gone.contains(*module));
        for targets in arrows.values_mut() {
            targets.retain(|target| !gone.contains(target));
        }
    }
    let circle: Vec<String> = arrows
        .iter()
        .map(|(module, targets)| {
            let targets: Vec<String> = targets.iter().map(|target| target.join("::")).collect();
            format!("{} -> {}", module.join("::"), targets.join(", "))
        })
        .collect();
    assert!(circle.is_empty(), "circles:\n{}", circle.join("\n"));
}
