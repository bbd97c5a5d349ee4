//! The files of a commit's tree.
//!
//! Equal contents are one blob and equal folders one tree, so first every blob is judged once, and then the paths are
//! gone through. A few objects can spell out more paths than any disk holds (a tree whose ten entries are one tree,
//! whose ten entries are one tree, …), which is why there are limits on those.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use git2::{ObjectType, Odb, OdbObject, Oid, Repository, Tree, TreeEntry};

use super::crew;
use super::git_error;
use super::path_set::{PathHasher, PathSet};
use super::reader::Reader;
use super::repo_path;
use super::scope::Scope;
use super::since::{self, Before};
use super::vendored::Marks;
use super::{
    ATTRIBUTES, LARGEST, Look, MODE_LINK, RepoPath, SkipReason, Skipped, Source, Verdict, Walked,
    Wanted,
};
use crate::terminal;

/// How many entries of a tree are gone through. The largest repositories that are known have some 500,000 files.
const MOST_ENTRIES: usize = 2_000_000;
/// The longest path (bytes) that can be checked out (PATH_MAX of Linux).
const LONGEST_PATH: usize = 4096;
/// Under how many paths one blob is looked at.
const MOST_COPIES: usize = 1000;

/// The largest packed blob (bytes) that is inflated to see whether it has a needle. libgit2 inflates such a one whole.
const MOST_INFLATED: usize = 128 * 1024 * 1024;

/// The tree of a commit.
pub struct Commit {
    git: PathBuf,
    id: Oid,
    tree: Oid,
    parts: Vec<RepoPath>,
}

impl Commit {
    /// The tree of the commit that HEAD names.
    ///
    /// # Errors
    ///
    /// When the scope is in no repository, or HEAD names no commit yet.
    pub fn head(scope: &Scope) -> anyhow::Result<Commit> {
        let git = scope.openable()?.to_owned();
        let repository = Repository::open(&git)
            .with_context(|| format!("{}: opening the repository", git.display()))?;
        let (id, tree) = match repository.head() {
            Ok(head) => {
                let id = head.target().context("HEAD names no commit")?;
                let commit = repository.find_commit(id);
                let commit = commit.context("reading the commit that HEAD names")?;
                (commit.id(), commit.tree_id())
            }
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => anyhow::bail!(
                "{}: there is no commit yet to build on; commit first, or run with --in-place or --diff",
                scope.root.display()
            ),
            Err(error) => {
                return Err(error).with_context(|| format!("{}: reading HEAD", git.display()));
            }
        };
        Ok(Commit {
            git,
            id,
            tree,
            parts: scope.parts.clone(),
        })
    }

    /// The tree of the commit at which HEAD left a revision.
    ///
    /// # Errors
    ///
    /// When there is no such revision or commit.
    pub fn since(scope: &Scope, revision: &str) -> anyhow::Result<Commit> {
        let id = since::merge_base(scope, revision)?;
        let head = Commit::head(scope)?;
        let repository = Repository::open(&head.git)?;
        let tree = repository.find_commit(id)?.tree_id();
        Ok(Commit { id, tree, ..head })
    }

    /// The commit.
    pub fn id(&self) -> Oid {
        self.id
    }
}

/// A file of a tree.
struct Blob {
    path: RepoPath,
    id: Oid,
    mode: u32,
}

/// What a tree says of one path.
enum Listed {
    File(Blob),
    Skipped(Skipped),
}

impl Commit {
    /// The paths of all files, whatever they hold.
    ///
    /// # Errors
    ///
    /// When a tree can't be read.
    pub fn paths(&self) -> anyhow::Result<PathSet> {
        let hasher = PathHasher::default();
        let mut hashes = Vec::new();
        self.files(&mut |file| hashes.push(hasher.hash(file.path.as_bytes())))?;
        Ok(PathSet::new(hasher, hashes))
    }

    /// What all files hold.
    ///
    /// # Errors
    ///
    /// When a tree can't be read.
    pub fn contents(&self) -> anyhow::Result<Before> {
        let mut before = Before::default();
        self.files(&mut |file| before.add(&file.path, file.id))?;
        Ok(before)
    }

    /// Gives each file of the tree in turn. Of a folder that can't be read nobody knows which are in it.
    fn files(&self, give: &mut dyn FnMut(Blob)) -> anyhow::Result<()> {
        let mut unread = None;
        self.list(&Repository::open(&self.git)?, &mut |listed| match listed {
            Listed::File(file) => give(file),
            Listed::Skipped(skipped) if skipped.reason == SkipReason::Unreadable => {
                unread.get_or_insert(skipped);
            }
            Listed::Skipped(_) => {}
        })?;
        match unread {
            Some(skipped) => {
                let path = skipped.path.to_str_lossy();
                let why = skipped.detail.unwrap_or_default();
                bail!("reading {} in HEAD: {why}", terminal::escaped(&path))
            }
            None => Ok(()),
        }
    }

    /// Gives each path of the tree in turn, within the limits.
    fn list(&self, repository: &Repository, give: &mut dyn FnMut(Listed)) -> anyhow::Result<()> {
        let mut left = MOST_ENTRIES;
        let mut folders = vec![(RepoPath::default(), self.tree)];
        let skip = |path, why: String| {
            Listed::Skipped(Skipped::detailed(path, SkipReason::BeyondLimits, why))
        };
        while let Some((folder, id)) = folders.pop() {
            let tree = match tree(repository, id) {
                Ok(tree) => tree,
                Err(unread) if !folder.as_bytes().is_empty() => {
                    give(Listed::Skipped(unread.of(folder)));
                    continue;
                }
                Err(unread) => {
                    let why = unread.detail.unwrap_or_default();
                    return Err(anyhow::anyhow!("reading the tree of HEAD: {why}"));
                }
            };
            if tree.len() > left {
                let why = format!("the tree lists more than {MOST_ENTRIES} files and folders");
                give(skip(folder, why));
                return Ok(());
            }
            left -= tree.len();
            let twice = named_twice(&tree);
            for entry in &tree {
                let name = entry.name_bytes();
                let path = folder.join(name);
                let is_within = self.has(&path);
                let mode = entry.filemode_raw().unsigned_abs();
                match entry.kind() {
                    _ if !is_within && !self.is_around(&path) => {}
                    _ if !repo_path::is_checked_out(name) => {
                        give(Listed::Skipped(Skipped::never_checked_out(path)));
                    }
                    _ if twice.contains(name) => give(Listed::Skipped(Skipped::detailed(
                        path,
                        SkipReason::Malformed,
                        "its folder lists two of this name".to_owned(),
                    ))),
                    Some(ObjectType::Tree) => {
                        if path.as_bytes().len() > LONGEST_PATH {
                            let why = format!("its path is longer than {LONGEST_PATH} bytes");
                            give(skip(folder.clone(), why));
                        } else {
                            folders.push((path, entry.id()));
                        }
                    }
                    Some(ObjectType::Blob) if is_within && mode == MODE_LINK => {
                        give(Listed::Skipped(Skipped::new(path, SkipReason::Symlink)));
                    }
                    Some(ObjectType::Blob) if is_within => give(Listed::File(Blob {
                        path,
                        id: entry.id(),
                        mode,
                    })),
                    Some(ObjectType::Commit) if is_within => {
                        give(Listed::Skipped(Skipped::new(path, SkipReason::Submodule)));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn has(&self, path: &RepoPath) -> bool {
        self.parts.iter().any(|part| path.is_within(part))
    }

    fn is_around(&self, path: &RepoPath) -> bool {
        self.parts.iter().any(|part| part.is_within(path))
    }

    /// What a small file of the tree holds, where there is one.
    pub fn small_file(&self, path: &RepoPath) -> Option<Vec<u8>> {
        let repository = Repository::open(&self.git).ok()?;
        self.file(&repository, path)
    }

    fn file(&self, repository: &Repository, path: &RepoPath) -> Option<Vec<u8>> {
        let tree = repository.find_tree(self.tree).ok()?;
        let entry = tree.get_path(&path.to_path()).ok()?;
        if entry.filemode_raw().unsigned_abs() == MODE_LINK {
            return None;
        }
        let odb = repository.odb().ok()?;
        let object = read(&odb, entry.id()).ok()?;
        Some(object.data().to_vec())
    }

    /// The blobs of all files, each once.
    fn blobs(&self, repository: &Repository) -> Vec<Oid> {
        let mut blobs = Vec::new();
        let mut seen: HashSet<Oid> = HashSet::new();
        // A folder within the scope needs no path, and needs to be read only once.
        let mut folders = vec![(Some(RepoPath::default()), self.tree)];
        while let Some((folder, id)) = folders.pop() {
            let folder = folder.filter(|folder| !self.has(folder));
            if folder.is_none() && !seen.insert(id) {
                continue;
            }
            // Which ones can't be read is said where they are listed.
            let Ok(tree) = tree(repository, id) else {
                continue;
            };
            for entry in &tree {
                let path = folder
                    .as_ref()
                    .map(|folder| folder.join(entry.name_bytes()));
                let is_within = path.as_ref().is_none_or(|path| self.has(path));
                let is_around = path.as_ref().is_some_and(|path| self.is_around(path));
                match entry.kind() {
                    Some(ObjectType::Tree) if is_within || is_around => {
                        folders.push((path, entry.id()));
                    }
                    Some(ObjectType::Blob)
                        if is_within
                            && entry.filemode_raw().unsigned_abs() != MODE_LINK
                            && seen.insert(entry.id()) =>
                    {
                        blobs.push(entry.id());
                    }
                    _ => {}
                }
            }
        }
        blobs
    }

    /// Judges blobs by what they hold; those that are clean are left out.
    fn judge(odb: &Odb, blobs: &[Oid], wanted: &Wanted) -> HashMap<Oid, Judged> {
        let judged = Mutex::new(HashMap::new());
        let inflating = Mutex::new(());
        crew::share(
            blobs.iter(),
            || (),
            |(), id| {
                let verdict = match read(odb, *id) {
                    Ok(object) => Ok(wanted.verdict(object.data())),
                    Err(unread) if unread.reason == SkipReason::TooLarge => {
                        judge_large(odb, *id, wanted, &inflating)
                    }
                    Err(unread) => Err(unread),
                };
                let verdict = match verdict {
                    Ok(Verdict::Clean) => return,
                    Ok(Verdict::Candidate) => Judged::Candidate { copies: 0 },
                    Ok(Verdict::Skipped(reason)) => Judged::Skipped(reason.into()),
                    Err(unread) => Judged::Skipped(unread),
                };
                let mut judged = judged.lock().unwrap_or_else(PoisonError::into_inner);
                judged.insert(*id, verdict);
            },
        );
        judged.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The names that a tree lists more than once; git never writes such a tree.
fn named_twice(tree: &Tree) -> HashSet<Vec<u8>> {
    let entries: Vec<_> = tree.iter().collect();
    let mut names: Vec<&[u8]> = entries.iter().map(TreeEntry::name_bytes).collect();
    names.sort_unstable();
    let pairs = names.windows(2).filter(|pair| pair[0] == pair[1]);
    pairs.map(|pair| pair[0].to_vec()).collect()
}

fn tree(repository: &Repository, id: Oid) -> Result<Tree<'_>, Unread> {
    repository.find_tree(id).map_err(refused)
}

/// Judges a blob that is too large to be looked into, from its pieces: one that is packed is inflated, one at a time.
fn judge_large(
    odb: &Odb,
    id: Oid,
    wanted: &Wanted,
    inflating: &Mutex<()>,
) -> Result<Verdict, Unread> {
    let judge = |file: &mut dyn Read| match Reader::default().read_from(file, wanted.in_piece) {
        Ok(Some(bytes)) => Ok(wanted.verdict(bytes)),
        Ok(None) => Ok(Verdict::Clean),
        Err(unread) => {
            let Skipped { reason, detail, .. } = unread.into();
            Err(Unread { reason, detail })
        }
    };
    if let Ok((mut file, _, _)) = odb.reader(id) {
        return judge(&mut file);
    }
    let (size, _) = odb.read_header(id).map_err(refused)?;
    if size > MOST_INFLATED {
        return Err(SkipReason::TooLarge.into());
    }
    let _alone = inflating.lock().unwrap_or_else(PoisonError::into_inner);
    let object = odb.read(id).map_err(refused)?;
    judge(&mut object.data())
}

/// What becomes of a blob.
enum Judged {
    Candidate {
        /// Under how many paths it is looked at so far.
        copies: usize,
    },
    Skipped(Unread),
}

/// Why a blob is not looked at.
#[derive(Clone)]
struct Unread {
    reason: SkipReason,
    detail: Option<String>,
}

impl Unread {
    /// The file of this path that holds it.
    fn of(self, path: RepoPath) -> Skipped {
        Skipped {
            path,
            reason: self.reason,
            detail: self.detail,
        }
    }
}

impl From<SkipReason> for Unread {
    fn from(reason: SkipReason) -> Unread {
        Unread {
            reason,
            detail: None,
        }
    }
}

fn refused(error: git2::Error) -> Unread {
    Unread {
        reason: SkipReason::Unreadable,
        detail: Some(git_error::sentence(&error)),
    }
}

/// Reads a blob, whose size is asked for first: a small object may be a very large blob.
fn read<'a>(odb: &'a Odb, id: Oid) -> Result<OdbObject<'a>, Unread> {
    let (size, _) = odb.read_header(id).map_err(refused)?;
    if size > LARGEST {
        return Err(SkipReason::TooLarge.into());
    }
    odb.read(id).map_err(refused)
}

impl Source for Commit {
    fn whole(&self) -> Option<Box<dyn Source>> {
        Some(Box::new(Commit {
            git: self.git.clone(),
            id: self.id,
            tree: self.tree,
            parts: vec![RepoPath::default()],
        }))
    }

    fn walk(&self, wanted: &Wanted, look: &Look) -> anyhow::Result<Walked> {
        let repository = Repository::open(&self.git)
            .with_context(|| format!("{}: opening the repository", self.git.display()))?;
        // The objects are read by all threads, and by another handle than the one that lists them.
        let objects = Repository::open(&self.git)?;
        let odb = objects.odb().context("opening the objects")?;
        // Without its root nothing is known of a tree.
        repository
            .find_tree(self.tree)
            .context("reading the tree of HEAD")?;
        let blobs = self.blobs(&repository);
        let mut judged = Commit::judge(&odb, &blobs, wanted);
        let asked: HashSet<Oid> = blobs.into_iter().collect();
        let mut walked = Walked::default();
        let mut candidates = Vec::new();
        self.list(&repository, &mut |listed| {
            let file = match listed {
                Listed::File(file) => file,
                Listed::Skipped(skipped) => return walked.passed_over.push(skipped),
            };
            let path = file.path.as_bytes();
            let since = wanted.admission.since.as_ref();
            if !wanted.admission.admits(path) || since.is_some_and(|it| it.is(path, file.id)) {
                return;
            }
            match judged.get_mut(&file.id) {
                None if asked.contains(&file.id) => walked.looked_at += 1,
                // The disk failed just once, and then not when the folder was listed.
                None => walked.passed_over.push(Skipped::detailed(
                    file.path,
                    SkipReason::Unreadable,
                    "its folder could not be read".to_owned(),
                )),
                Some(Judged::Candidate { copies }) => {
                    *copies += 1;
                    match (*copies).cmp(&(MOST_COPIES + 1)) {
                        Ordering::Less => candidates.push(file),
                        // Said once.
                        Ordering::Equal => walked.passed_over.push(Skipped::detailed(
                            file.path,
                            SkipReason::BeyondLimits,
                            format!("more than {MOST_COPIES} files hold the same"),
                        )),
                        Ordering::Greater => {}
                    }
                }
                Some(Judged::Skipped(unread)) => {
                    walked.passed_over.push(unread.clone().of(file.path));
                }
            }
        })?;
        let repository = Mutex::new(repository);
        let read_attributes = |folder: &RepoPath| {
            let repository = repository.lock().unwrap_or_else(PoisonError::into_inner);
            self.file(&repository, &folder.join(ATTRIBUTES.as_bytes()))
        };
        let marks = Marks::new(&read_attributes);
        let done = Mutex::new(walked);
        crew::share(
            candidates.into_iter(),
            || (),
            |(), file| {
                let skipped = match read(&odb, file.id) {
                    Ok(object) => {
                        let git = |_: &RepoPath| (Some(file.id), file.mode);
                        let said = (wanted.admission, &marks);
                        super::show(file.path, object.data(), &git, said, look).err()
                    }
                    // It went away since it was judged.
                    Err(unread) => Some(unread.of(file.path)),
                };
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                match skipped {
                    Some(skipped) => done.passed_over.push(skipped),
                    None => done.looked_at += 1,
                }
            },
        );
        let mut walked = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        walked.passed_over.sort();
        Ok(walked)
    }
}
