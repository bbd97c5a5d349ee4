//! Which repository and which commit the files of a scope are of, as reports name them.

use git2::Repository;

use super::scope::Scope;

/// Where files are from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The address of `origin`, without credentials; else the name of the repository's folder. `None` outside a repository.
    pub repository: Option<String>,
    /// The commit that HEAD names, in full; `None` where there is none.
    pub commit: Option<String>,
}

impl Provenance {
    /// That of a scope.
    pub fn of(scope: &Scope) -> Provenance {
        let Some(repository) = scope
            .git
            .as_ref()
            .and_then(|git| Repository::open(git).ok())
        else {
            return Provenance::default();
        };
        let commit = repository
            .head()
            .ok()
            .and_then(|head| head.peel_to_commit().ok())
            .map(|commit| commit.id().to_string());
        let origin = repository.find_remote("origin").ok();
        let address = origin
            .and_then(|origin| origin.url().ok().map(public_address))
            .filter(|address| !address.is_empty());
        let folder = || Some(scope.root.file_name()?.to_string_lossy().into_owned());
        Provenance {
            repository: address.or_else(folder),
            commit,
        }
    }
}

/// An address without what only its owner should know: user names and passwords, queries, and folders of this machine.
fn public_address(address: &str) -> String {
    let last = |path: &str| {
        let path = path.trim_end_matches(['/', '\\']);
        let name = path.rsplit(['/', '\\']).next();
        name.unwrap_or_default().to_owned()
    };
    if let Some((scheme, rest)) = address.split_once("://") {
        if scheme.eq_ignore_ascii_case("file") {
            return last(rest);
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        // A password may have an `@`, and a path too.
        let host = host.rsplit('@').next().unwrap_or_default();
        return format!("{scheme}://{host}/{path}");
    }
    // `user@host:path`, as ssh has it; a colon after a slash is of a path, and one after a letter of a drive.
    match address.split_once(':') {
        Some((host, path)) if !host.contains('/') && host.len() > 1 => {
            let host = host.rsplit('@').next().unwrap_or_default();
            format!("{host}:{path}")
        }
        _ => last(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_no_secret() {
        for (address, expected) in [
            ("https://github.com/a/b.git", "https://github.com/a/b.git"),
            ("https://x:ghp_1@github.com/a/b", "https://github.com/a/b"),
            ("https://x:p@ss@host/a@b?token=1#x", "https://host/a@b"),
            ("ssh://git@host:22/a/b.git", "ssh://host:22/a/b.git"),
            ("git@github.com:a/b.git", "github.com:a/b.git"),
            ("/srv/git/b.git", "b.git"),
            ("../b/", "b"),
            ("C:\\git\\b", "b"),
            ("file:///srv/git/b", "b"),
            ("", ""),
        ] {
            assert_eq!(public_address(address), expected, "{address}");
        }
    }
}
