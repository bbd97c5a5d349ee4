//! What libgit2 wrote, flushed to the disk: the objects before a reference names them, then the reference.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

use git2::Oid;

/// Flushes objects. One that isn't a file of its own was there before, in a pack or in another repository.
///
/// # Errors
///
/// When the disk can't hold them.
pub fn sync_objects(git: &Path, objects: &[Oid]) -> io::Result<()> {
    let all = git.join("objects");
    let mut folders = BTreeSet::new();
    for object in objects {
        let name = object.to_string();
        let (folder, file) = name.split_at(2);
        let folder = all.join(folder);
        match File::open(folder.join(file)) {
            Ok(file) => file.sync_all()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        }
        folders.insert(folder);
    }
    for folder in folders.iter().map(|folder| folder.as_path()).chain([&*all]) {
        sync_folder(folder);
    }
    Ok(())
}

/// Flushes a reference. The branch is there by then, so a failure changes nothing.
pub fn sync_reference(git: &Path, reference: &str) {
    let file = git.join(reference);
    if let Ok(file) = File::open(&file) {
        let _ = file.sync_all();
    }
    if let Some(folder) = file.parent() {
        sync_folder(folder);
    }
}

/// Flushes the names in a folder, where the system lets it.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
