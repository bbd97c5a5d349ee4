//! Where a configuration is looked for.
//!
//! In a repository: from the folder that is looked at up to the repository's root. Elsewhere nothing says where what belongs
//! together ends, so a folder further up counts only as long as it has the same owner, and not everybody can write to it: who writes to `/tmp` says nothing
//! of what is looked at below it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::read;
use super::settings::{Configuration, Trust};
use crate::source::RepoPath;
use crate::source::bounded::{self, Links};
use crate::source::head::Commit;
use crate::source::patterns::Base;
use crate::source::scope::Scope;
use crate::terminal;

/// The name of the file.
pub const NAME: &str = ".mfa-migrate.toml";
/// The largest file (bytes) that is read.
const LARGEST: u64 = 256 * 1024;

/// The configuration of a scope, and that of who has none where no file is found.
///
/// # Errors
///
/// When a file is found and can't be read, or something is wrong in it.
pub fn discover(scope: &Scope) -> anyhow::Result<Configuration> {
    if scope.is_bare {
        return match Commit::head(scope)?.small_file(&RepoPath::from_git(NAME.as_bytes())) {
            Some(bytes) if bytes.len() as u64 > LARGEST => {
                bail!("{NAME}: it has more than {LARGEST} bytes")
            }
            Some(bytes) => of(NAME, &bytes, scope, Base::Below(RepoPath::default())),
            None => Ok(Configuration::default()),
        };
    }
    let mut folder = around_all(&scope.parts, &scope.root);
    loop {
        let file = folder.join(NAME.as_bytes());
        let found = bounded::read(&scope.root.join(file.to_path()), LARGEST, Links::Ignored);
        if let Some(bytes) = found.with_context(|| file.to_string())? {
            return of(&file.to_string(), &bytes, scope, Base::Below(folder));
        }
        if folder.as_bytes().is_empty() {
            break;
        }
        folder = folder.parent();
    }
    if scope.git.is_none() {
        for folder in scope.root.ancestors().skip(1) {
            if !is_owners_alone(folder, &scope.root) {
                break;
            }
            let file = folder.join(NAME);
            let name = terminal::escaped(&file.to_string_lossy()).into_owned();
            let found = bounded::read(&file, LARGEST, Links::Ignored);
            let Some(bytes) = found.with_context(|| name.clone())? else {
                continue;
            };
            if !is_owners_alone(&file, &scope.root) {
                break;
            }
            let root = RepoPath::below(folder, &scope.root).unwrap_or_default();
            return of(&name, &bytes, scope, Base::Above(root));
        }
    }
    Ok(Configuration::default())
}

/// The configuration in the file that the user named. Its patterns begin in its folder, where that is in the scope, and
/// else in the scope's root.
///
/// # Errors
///
/// When it can't be read, or something is wrong in it.
pub fn named(file: &Path, scope: &Scope) -> anyhow::Result<Configuration> {
    let name = terminal::escaped(&file.to_string_lossy()).into_owned();
    // A pipe is fine here: the user named it.
    let bytes = fs::File::open(file)
        .and_then(|opened| bounded::up_to(opened, LARGEST))
        .with_context(|| format!("--config {name}"))?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let real = fs::canonicalize(match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    });
    let base = real
        .ok()
        .and_then(|folder| RepoPath::below(&scope.root, &folder));
    let text = text(&name, &bytes)?;
    let base = Base::Below(base.unwrap_or_default());
    let configuration = read::parse(&name, text, folder, &base)?;
    Ok(Configuration {
        path: Some(file.to_owned()),
        trust: Trust::Named,
        ..configuration
    })
}

/// The configuration of a file that was found.
fn of(name: &str, bytes: &[u8], scope: &Scope, base: Base) -> anyhow::Result<Configuration> {
    let folder = match &base {
        Base::Below(folder) => scope.root.join(folder.to_path()),
        Base::Above(root) => {
            let depth = root.to_path().components().count();
            let folder = scope.root.ancestors().nth(depth);
            folder.unwrap_or(&scope.root).to_owned()
        }
    };
    let mut configuration = read::parse(name, text(name, bytes)?, &folder, &base)?;
    configuration.path = Some(folder.join(NAME));
    if let Some(devices) = &configuration.devices {
        let root = match &base {
            Base::Below(_) => &scope.root,
            Base::Above(_) => &folder,
        };
        let devices =
            record(devices, root, scope.is_bare).with_context(|| format!("{name}: `devices`"))?;
        configuration.devices = Some(devices);
    }
    Ok(configuration)
}

/// The record of devices that a repository's own file names: a file below the root, with no link on the way out.
fn record(file: &Path, root: &Path, is_bare: bool) -> anyhow::Result<PathBuf> {
    if is_bare {
        bail!("a bare repository has no files to read it from; name it with --devices");
    }
    let real = fs::canonicalize(file).with_context(|| {
        format!(
            "{}; `mfa-migrate devices --save` writes such a file",
            terminal::escaped(&file.to_string_lossy())
        )
    })?;
    if !real.starts_with(root) {
        bail!("it is outside the folder that the file is for; name it with --devices");
    }
    if !fs::metadata(&real)?.is_file() {
        bail!("it is no file");
    }
    Ok(real)
}

fn text<'a>(name: &str, bytes: &'a [u8]) -> anyhow::Result<&'a str> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count() + 1;
        io::Error::other(format!("{name}:{line}: it isn't UTF-8"))
    })?;
    Ok(text.trim_start_matches('\u{FEFF}'))
}

/// The innermost folder that holds all parts of a scope.
fn around_all(parts: &[RepoPath], root: &Path) -> RepoPath {
    let folders = parts.iter().map(|part| {
        let is_folder = root.join(part.to_path()).is_dir();
        match is_folder {
            true => part.clone(),
            false => part.parent(),
        }
    });
    let common = folders.reduce(|mut common, folder| {
        while !folder.is_within(&common) {
            common = common.parent();
        }
        common
    });
    common.unwrap_or_default()
}

/// Whether a file or folder belongs to whom the root belongs to, and not everybody can write to it.
#[cfg(unix)]
fn is_owners_alone(path: &Path, root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |path: &Path| fs::symlink_metadata(path).ok();
    match (of(path), of(root)) {
        (Some(path), Some(root)) => path.uid() == root.uid() && path.mode() & 0o002 == 0,
        _ => false,
    }
}

/// Whether a file or folder is its owner's alone: nobody here knows.
#[cfg(not(unix))]
fn is_owners_alone(_: &Path, _: &Path) -> bool {
    false
}
