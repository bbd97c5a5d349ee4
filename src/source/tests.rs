//! Walks over real repositories, in both sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use git2::{Oid, Repository, Signature};
use tempfile::TempDir;

use super::admission::Admission;
use super::head::Commit;
use super::scope::{self, Scope};
use super::vendored::Vendored;
use super::worktree::WorkTree;
use super::{LARGEST, RepoPath, SkipReason, Source, Walked, Wanted};

/// UTF-16 that ends within a character.
const BROKEN: &str = "x\0y\0y\0y\0y\0y\0y\0y\0y\0y\0y\0y";

/// What a walk showed, by path; and what it says of the rest.
struct Seen {
    shown: BTreeMap<String, u32>,
    walked: Walked,
    /// How many files were asked about.
    asked: usize,
}

impl Seen {
    fn of(source: &dyn Source) -> Seen {
        Seen::with(source, Vendored::Skipped)
    }

    /// Walks; what holds an `x` is wanted.
    fn with(source: &dyn Source, vendored: Vendored) -> Seen {
        let asked = AtomicUsize::new(0);
        let shown = Mutex::new(BTreeMap::new());
        let has_x = |bytes: &[u8]| bytes.contains(&b'x');
        let in_file = |bytes: &[u8]| {
            asked.fetch_add(1, Ordering::Relaxed);
            has_x(bytes)
        };
        let wanted = Wanted {
            in_file: &in_file,
            in_piece: &has_x,
            admission: &Admission {
                vendored,
                ..Admission::default()
            },
        };
        let walked = source
            .walk(&wanted, &|candidate| {
                let entry = candidate.entry();
                let path = entry.path.to_string();
                let other = shown.lock().expect("no panic").insert(path, entry.mode);
                assert_eq!(other, None, "shown twice: {}", entry.path);
            })
            .expect("a walk");
        Seen {
            shown: shown.into_inner().expect("no panic"),
            walked,
            asked: asked.into_inner(),
        }
    }

    fn paths(&self) -> Vec<&str> {
        self.shown.keys().map(String::as_str).collect()
    }

    fn passed_over(&self) -> Vec<(String, SkipReason)> {
        let passed = self.walked.passed_over.iter();
        passed
            .map(|skipped| (skipped.path.to_string(), skipped.reason))
            .collect()
    }
}

fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(file, content).expect("written");
}

/// A repository with these files, all of them tracked.
fn repository(files: &[(&str, &str)]) -> (TempDir, Repository) {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = Repository::init(folder.path()).expect("a repository");
    for (path, content) in files {
        write(folder.path(), path, content);
    }
    let mut index = repository.index().expect("an index");
    for (path, _) in files {
        index.add_path(Path::new(path)).expect("added");
    }
    index.write().expect("written");
    let tree = index.write_tree().expect("a tree");
    commit(&repository, tree);
    (folder, repository)
}

fn commit(repository: &Repository, tree: Oid) {
    let author = Signature::now("a", "a@example.com").expect("a signature");
    let tree = repository.find_tree(tree).expect("a tree");
    let parent = repository
        .head()
        .ok()
        .and_then(|head| head.peel_to_commit().ok());
    repository
        .commit(
            Some("HEAD"),
            &author,
            &author,
            "files",
            &tree,
            &parent.iter().collect::<Vec<_>>(),
        )
        .expect("a commit");
}

fn scope(paths: &[&Path]) -> Scope {
    let paths: Vec<_> = paths.iter().map(|path| path.to_path_buf()).collect();
    scope::resolve(&paths).expect("a scope").remove(0)
}

fn tree(folder: &TempDir) -> WorkTree {
    WorkTree::new(&scope(&[folder.path()]))
}

fn head(folder: &TempDir) -> Commit {
    Commit::head(&scope(&[folder.path()])).expect("a commit")
}

/// A tree with these entries.
fn tree_of(repository: &Repository, entries: &[(&str, Oid, i32)]) -> Oid {
    let mut builder = repository.treebuilder(None).expect("a builder");
    for (name, id, mode) in entries {
        builder.insert(name, *id, *mode).expect("inserted");
    }
    builder.write().expect("a tree")
}

#[test]
fn what_git_tracks_is_looked_at_though_it_is_ignored() {
    let (folder, _repository) = repository(&[
        (".gitignore", "*.log\n/out/\n"),
        ("a", "x"),
        ("tracked.log", "x"),
        ("out/deep/tracked", "x"),
        ("clean", ""),
    ]);
    write(folder.path(), "own.log", "x");
    write(folder.path(), "out/own", "x");
    write(folder.path(), "sub/new", "x");
    write(folder.path(), ".hidden", "x");
    let seen = Seen::of(&tree(&folder));
    assert_eq!(
        seen.paths(),
        [".hidden", "a", "out/deep/tracked", "sub/new", "tracked.log"]
    );
    assert_eq!(seen.walked.looked_at, 7);
    assert_eq!(seen.passed_over(), []);
    fs::remove_file(folder.path().join("tracked.log")).expect("removed");
    assert_eq!(Seen::of(&tree(&folder)).walked.looked_at, 6);
}

#[test]
fn parts_are_looked_at_once_however_they_are_named() {
    let (folder, _repository) = repository(&[
        (".gitignore", "*.log\n"),
        ("a/b", "x"),
        ("a/c", "x"),
        ("d", "x"),
    ]);
    write(folder.path(), "a/own.log", "x");
    let path = |path: &str| folder.path().join(path);
    let of = |paths: &[&Path]| Seen::of(&WorkTree::new(&scope(paths)));
    assert_eq!(of(&[&path("a")]).paths(), ["a/b", "a/c"]);
    assert_eq!(of(&[&path("d"), &path("a/b")]).paths(), ["a/b", "d"]);
    // Named by itself, a file is looked at though it is ignored.
    assert_eq!(of(&[&path("a/own.log")]).paths(), ["a/own.log"]);
    let commit = Commit::head(&scope(&[&path("a"), &path("d")])).expect("a commit");
    assert_eq!(Seen::of(&commit).paths(), ["a/b", "a/c", "d"]);
    let commit = Commit::head(&scope(&[&path("a/c")])).expect("a commit");
    assert_eq!(Seen::of(&commit).walked.looked_at, 1);
}

#[test]
fn repositories_and_links_within_are_passed_over() {
    let (folder, _repository) = repository(&[("a", "x")]);
    Repository::init(folder.path().join("inner/one")).expect("a repository");
    write(folder.path(), "inner/one/b", "x");
    write(folder.path(), "inner/c", "x");
    #[cfg(unix)]
    std::os::unix::fs::symlink("a", folder.path().join("link")).expect("a link");
    let seen = Seen::of(&tree(&folder));
    assert_eq!(seen.paths(), ["a", "inner/c"]);
    let mut passed = vec![("inner/one".to_owned(), SkipReason::Submodule)];
    if cfg!(unix) {
        passed.push(("link".to_owned(), SkipReason::Symlink));
    }
    assert_eq!(seen.passed_over(), passed);
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_elsewhere_is_not_read() {
    let (folder, _repository) = repository(&[(".gitignore", "/out\n"), ("out/a", "x")]);
    let elsewhere = tempfile::tempdir().expect("a folder");
    write(elsewhere.path(), "a", "x");
    fs::remove_dir_all(folder.path().join("out")).expect("removed");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("out")).expect("a link");
    let seen = Seen::of(&tree(&folder));
    assert_eq!(seen.paths(), Vec::<&str>::new());
    assert_eq!(seen.walked.looked_at, 1);
}

#[cfg(unix)]
#[test]
fn modes_are_those_that_git_gives() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _repository) = repository(&[("a", "x"), ("run", "x")]);
    for (path, mode) in [("a", 0o677), ("run", 0o700)] {
        let path = folder.path().join(path);
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("set");
    }
    let seen = Seen::of(&tree(&folder));
    assert_eq!(seen.shown["a"], 0o100_644);
    assert_eq!(seen.shown["run"], 0o100_755);
}

#[test]
fn outside_a_repository_nothing_is_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), ".gitignore", "*.log\n");
    write(folder.path(), "a/own.log", "x");
    write(folder.path(), "a/clean", "");
    write(folder.path(), "b", "x");
    let seen = Seen::of(&tree(&folder));
    assert_eq!(seen.paths(), ["a/own.log", "b"]);
    assert_eq!(seen.walked.looked_at, 4);
}

#[test]
fn what_another_source_has_is_left_out() {
    let (folder, _repository) = repository(&[("a/b", "x"), ("c", "x")]);
    write(folder.path(), "new", "x");
    let others = tree(&folder).without(head(&folder).paths().expect("paths"));
    let seen = Seen::of(&others);
    assert_eq!(seen.paths(), ["new"]);
    assert_eq!(seen.walked.looked_at, 1);
}

#[test]
fn vendored_files_are_passed_over_where_something_could_be_found() {
    let files = [
        (".gitattributes", "gen/** linguist-generated\n"),
        ("gen/a", "x"),
        ("gen/clean", ""),
        ("vendor/b", "x"),
        ("vendor/broken", BROKEN),
        ("c", "x"),
    ];
    let (folder, _repository) = repository(&files);
    for source in [&tree(&folder) as &dyn Source, &head(&folder)] {
        let seen = Seen::of(source);
        assert_eq!(seen.paths(), ["c"]);
        assert_eq!(seen.walked.looked_at, 3);
        let passed = |path: &str| (path.to_owned(), SkipReason::Vendored);
        let vendored = ["gen/a", "vendor/b", "vendor/broken"].map(passed);
        assert_eq!(seen.passed_over(), vendored);
        let seen = Seen::with(source, Vendored::LookedAt);
        assert_eq!(seen.paths(), ["c", "gen/a", "vendor/b"]);
    }
}

#[test]
fn what_is_no_text_is_passed_over_in_both_sources() {
    let clean = "y".repeat(LARGEST + 1);
    let large = format!("{clean}x");
    let binary = format!("\0{large}");
    let (folder, repository) = repository(&[
        ("broken", BROKEN),
        ("broken-and-clean", &BROKEN.replace('x', "y")),
        ("binary", "x\0"),
        ("clean", &clean),
        ("large", &large),
        ("large-binary", &binary),
        ("pointer", "version https://git-lfs.github.com/spec/v1\nx"),
        ("text", "x"),
    ]);
    let passed = [
        ("binary", SkipReason::Binary),
        ("broken", SkipReason::Utf16),
        ("large", SkipReason::TooLarge),
        ("large-binary", SkipReason::Binary),
        ("pointer", SkipReason::Lfs),
    ]
    .map(|(path, reason)| (path.to_owned(), reason));
    let hold = |source: &dyn Source| {
        let seen = Seen::of(source);
        assert_eq!(seen.passed_over(), passed);
        assert_eq!((seen.walked.looked_at, seen.asked), (3, 3));
        assert_eq!(seen.paths(), ["text"]);
    };
    hold(&tree(&folder));
    // Loose blobs are read as streams, packed ones can't be.
    hold(&head(&folder));
    let mut packs = repository.packbuilder().expect("a builder");
    let tip = repository
        .head()
        .expect("a head")
        .target()
        .expect("a commit");
    packs.insert_commit(tip).expect("a commit");
    let pack_folder = repository.path().join("objects/pack");
    packs.write(&pack_folder, 0).expect("written");
    for entry in fs::read_dir(repository.path().join("objects")).expect("objects") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.len() == 2) {
            fs::remove_dir_all(path).expect("removed");
        }
    }
    hold(&head(&folder));
}

#[test]
fn equal_contents_are_asked_about_once() {
    let (folder, _repository) = repository(&[("a", "x"), ("b/a", "x"), ("b/c", "x"), ("d", "")]);
    let seen = Seen::of(&head(&folder));
    assert_eq!(seen.paths(), ["a", "b/a", "b/c"]);
    assert_eq!((seen.walked.looked_at, seen.asked), (4, 2));
}

#[test]
fn a_trees_links_and_modules_are_passed_over() {
    let (folder, repository) = repository(&[("a", "x")]);
    let blob = repository.blob(b"x").expect("a blob");
    let module = repository
        .head()
        .and_then(|head| head.peel_to_commit())
        .expect("a commit")
        .id();
    let entries = [
        ("attributes", blob, 0o100_644),
        ("link", blob, 0o120_000),
        ("module", module, 0o160_000),
        ("run", blob, 0o100_755),
    ];
    commit(&repository, tree_of(&repository, &entries));
    let seen = Seen::of(&head(&folder));
    assert_eq!(seen.paths(), ["attributes", "run"]);
    assert_eq!(seen.shown["run"], 0o100_755);
    let passed = |path: &str, reason| (path.to_owned(), reason);
    assert_eq!(
        seen.passed_over(),
        [
            passed("link", SkipReason::Symlink),
            passed("module", SkipReason::Submodule)
        ]
    );
}

/// Eleven objects that spell out ten thousand million paths.
#[test]
fn more_paths_than_any_disk_holds_are_bounded_and_said() {
    let (folder, repository) = repository(&[("a", "x")]);
    let blob = repository.blob(b"x").expect("a blob");
    let names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let mut inner = tree_of(&repository, &names.map(|name| (name, blob, 0o100_644)));
    for _ in 0..9 {
        inner = tree_of(&repository, &names.map(|name| (name, inner, 0o040_000)));
    }
    commit(&repository, inner);
    let seen = Seen::of(&head(&folder));
    assert_eq!((seen.paths().len(), seen.asked), (1000, 1));
    let passed = seen.passed_over();
    assert_eq!(passed.len(), 2);
    assert!(
        passed
            .iter()
            .all(|(_, reason)| *reason == SkipReason::BeyondLimits)
    );
    let details: Vec<_> = seen
        .walked
        .passed_over
        .iter()
        .filter_map(|skipped| skipped.detail.clone())
        .collect();
    assert!(
        details.iter().any(|detail| detail.contains("2000000")),
        "{details:?}"
    );
    assert!(
        details.iter().any(|detail| detail.contains("1000 files")),
        "{details:?}"
    );
}

#[test]
fn a_path_that_no_system_takes_ends() {
    let (folder, repository) = repository(&[("a", "x")]);
    let blob = repository.blob(b"x").expect("a blob");
    let name = "n".repeat(250);
    let mut inner = tree_of(&repository, &[("a", blob, 0o100_644)]);
    for _ in 0..20 {
        inner = tree_of(
            &repository,
            &[("a", blob, 0o100_644), (&name, inner, 0o040_000)],
        );
    }
    commit(&repository, inner);
    let seen = Seen::of(&head(&folder));
    assert_eq!(seen.paths().len(), 17);
    let passed = seen.passed_over();
    assert_eq!(passed.len(), 1);
    assert_eq!(passed[0].1, SkipReason::BeyondLimits);
    assert_eq!(
        RepoPath::from_git(passed[0].0.as_bytes()).as_bytes().len(),
        16 * 251 - 1
    );
}

#[test]
fn the_largest_size_is_the_one_that_is_said() {
    let size = format!("{} MiB", LARGEST / 1024 / 1024);
    assert!(SkipReason::TooLarge.describe(1).contains(&size));
}
