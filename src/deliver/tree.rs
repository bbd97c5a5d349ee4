//! The tree of a commit with some of its files changed. Everything else in it is copied byte for byte, also what neither
//! git nor libgit2 would write any more: names that are never checked out, modes of long ago.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, bail};
use git2::{ObjectType, Odb, Oid};

use crate::source::RepoPath;

/// The mode of a folder in a tree.
const FOLDER: &[u8] = b"40000";
/// How long (bytes) an object's name is.
const OBJECT_NAME: usize = 20;

/// What entries of a folder are to be, by name and by whether they are folders; a folder's object isn't known before it
/// is written.
type Wanted = BTreeMap<(Vec<u8>, bool), Option<Oid>>;

/// Writes the tree `root` with other blobs at some paths, all of which must be there. Gives the trees written, the root last.
///
/// # Errors
///
/// When a tree can't be read or written, or has no such file or more than one.
pub fn with(odb: &Odb, root: Oid, blobs: &[(&RepoPath, Oid)]) -> anyhow::Result<Vec<Oid>> {
    let mut folders: BTreeMap<RepoPath, Wanted> = BTreeMap::new();
    for (path, blob) in blobs {
        let (mut path, mut entry) = ((*path).clone(), Some(*blob));
        while !path.as_bytes().is_empty() {
            let folder = path.parent();
            let known = folders.entry(folder.clone()).or_default();
            known.entry((name(&path), entry.is_none())).or_insert(entry);
            (path, entry) = (folder, None);
        }
    }
    // A folder comes before those in it.
    let mut trees = HashMap::from([(RepoPath::default(), root)]);
    for (folder, wanted) in &folders {
        for (listed, _) in entries(&read(odb, &trees, folder)?, folder)? {
            if listed.is_folder && wanted.contains_key(&listed.key()) {
                trees.insert(folder.join(listed.name), listed.id);
            }
        }
    }
    let mut written = Vec::new();
    while let Some((folder, wanted)) = folders.pop_last() {
        let mut tree = read(odb, &trees, &folder)?;
        let mut found = 0;
        let places: Vec<_> = entries(&tree, &folder)?
            .into_iter()
            .filter_map(|(listed, at)| Some((at, wanted.get(&listed.key())?.as_ref()?)))
            .collect();
        for (at, id) in places {
            tree[at..at + OBJECT_NAME].copy_from_slice(id.as_bytes());
            found += 1;
        }
        if found != wanted.len() {
            bail!("{folder}: the tree doesn't list each file once");
        }
        let tree = odb
            .write(ObjectType::Tree, &tree)
            .with_context(|| format!("{folder}: writing the tree"))?;
        written.push(tree);
        if let Some(above) = folders.get_mut(&folder.parent()) {
            above.insert((name(&folder), true), Some(tree));
        }
    }
    Ok(written)
}

fn name(path: &RepoPath) -> Vec<u8> {
    let bytes = path.as_bytes();
    let start = bytes.iter().rposition(|byte| *byte == b'/');
    bytes[start.map_or(0, |at| at + 1)..].to_vec()
}

fn read(odb: &Odb, trees: &HashMap<RepoPath, Oid>, folder: &RepoPath) -> anyhow::Result<Vec<u8>> {
    let id = trees
        .get(folder)
        .with_context(|| format!("{folder}: there is no such folder in the commit"))?;
    let object = odb
        .read(*id)
        .with_context(|| format!("{folder}: reading the tree"))?;
    if object.kind() != ObjectType::Tree {
        bail!("{folder}: its object is no tree");
    }
    Ok(object.data().to_vec())
}

/// One entry of a tree.
struct Listed<'a> {
    name: &'a [u8],
    is_folder: bool,
    id: Oid,
}

impl Listed<'_> {
    fn key(&self) -> (Vec<u8>, bool) {
        (self.name.to_vec(), self.is_folder)
    }
}

/// The entries of a tree (gitformat-pack(5) says of it no more than git's tree-walk.c: mode, space, name, NUL, the
/// object's name), each with the offset (bytes) of its object's name.
fn entries<'a>(tree: &'a [u8], folder: &RepoPath) -> anyhow::Result<Vec<(Listed<'a>, usize)>> {
    let damaged = || format!("{folder}: its tree is damaged");
    let mut entries = Vec::new();
    let mut at = 0;
    while at < tree.len() {
        let space = memchr::memchr(b' ', &tree[at..]).with_context(damaged)? + at;
        let end = memchr::memchr(0, &tree[space..]).with_context(damaged)? + space;
        let id = tree.get(end + 1..end + 1 + OBJECT_NAME);
        let listed = Listed {
            name: &tree[space + 1..end],
            is_folder: &tree[at..space] == FOLDER,
            id: Oid::from_bytes(id.with_context(damaged)?)?,
        };
        entries.push((listed, end + 1));
        at = end + 1 + OBJECT_NAME;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    use git2::Repository;

    fn raw(entries: &[(&str, &[u8], Oid)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend(mode.as_bytes());
            bytes.push(b' ');
            bytes.extend(*name);
            bytes.push(0);
            bytes.extend(id.as_bytes());
        }
        bytes
    }

    #[test]
    fn only_what_changes_differs() {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let odb = repository.odb().expect("objects");
        let blob = |text: &str| repository.blob(text.as_bytes()).expect("a blob");
        let tree = |entries: &[_]| odb.write(ObjectType::Tree, &raw(entries)).expect("a tree");
        let (old, new, newer) = (blob("1"), blob("2"), blob("3"));
        let all = |blob: Oid, deep: Oid| {
            let inner = tree(&[("100755", b"x", deep), ("100644", b"y", old)]);
            let sub = tree(&[("40000", b"a", inner), ("100644", b"..", old)]);
            tree(&[
                ("40000", b".git", inner_of_nobody()),
                ("100664", b"z", blob),
                ("40000", b"sub", sub),
                ("100644", b"twice", old),
                ("40000", b"twice", sub_of_nobody()),
            ])
        };
        let path = |text: &str| RepoPath::from_git(text.as_bytes());
        let (z, x) = (path("z"), path("sub/a/x"));
        let made = with(&odb, all(old, old), &[(&z, new), (&x, newer)]).expect("a tree");
        assert_eq!(made.last(), Some(&all(new, newer)));
        for missing in ["no", "sub/no/x", "z/x", "sub"] {
            let missing = path(missing);
            let made = with(&odb, all(old, old), &[(&missing, new)]);
            assert!(made.is_err(), "{missing}");
        }
    }

    fn inner_of_nobody() -> Oid {
        Oid::from_bytes(&[1; OBJECT_NAME]).expect("a name")
    }

    fn sub_of_nobody() -> Oid {
        Oid::from_bytes(&[2; OBJECT_NAME]).expect("a name")
    }

    #[test]
    fn a_damaged_tree_is_refused() {
        let id = inner_of_nobody();
        let whole = raw(&[("100644", b"a", id), ("40000", b"b", id)]);
        let root = RepoPath::default();
        assert_eq!(entries(&whole, &root).expect("entries").len(), 2);
        for length in (1..whole.len()).filter(|length| *length != 29) {
            assert!(entries(&whole[..length], &root).is_err(), "{length}");
        }
    }
}
