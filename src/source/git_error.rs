//! What libgit2 says, as a sentence with what to do.

use git2::{Error, ErrorClass, ErrorCode};

/// What went wrong, without libgit2's classes and codes, and what to do about it where that is known.
pub fn sentence(error: &Error) -> String {
    let message = error.message().trim_end_matches('.');
    // What libgit2 may not open it calls locked, and what is no index it says is gone.
    if let Some((file, "Permission denied")) = message.split_once(" is locked: ") {
        let file = file.trim_start_matches("failed open - ").trim_matches('\'');
        return format!(
            "{file} can't be opened: permission denied; see whose it is and what its rights are"
        );
    }
    let message = match message.strip_suffix(" no longer exists") {
        Some(file) if error.class() == ErrorClass::Index => format!("{file} can't be read"),
        _ => message.to_owned(),
    };
    match advice(error) {
        Some(advice) => format!("{message}; {advice}"),
        None => message,
    }
}

/// An error with its causes, those of libgit2 as sentences.
pub fn told(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error
        .chain()
        .map(|cause| {
            let git = cause.downcast_ref().map(sentence);
            git.unwrap_or_else(|| cause.to_string())
        })
        .collect();
    causes.join(": ")
}

fn advice(error: &Error) -> Option<&'static str> {
    match error.code() {
        ErrorCode::Owner => {
            return Some(
                "it belongs to another user: if you trust it, run git config --global --add safe.directory with the path of the repository",
            );
        }
        ErrorCode::Locked => {
            return Some(
                "another git command is running here, or one that was stopped left this lock: wait for it, or remove the file that ends in .lock",
            );
        }
        _ => {}
    }
    match error.class() {
        ErrorClass::Os | ErrorClass::Filesystem => {
            Some("see whether the folder's rights, the disk's space and its quota allow it")
        }
        ErrorClass::Odb | ErrorClass::Object | ErrorClass::Tree | ErrorClass::Zlib => Some(
            "an object of the repository is missing or damaged: git fsck shows which, git fetch or a fresh clone brings it back",
        ),
        ErrorClass::Index => {
            Some("the index is damaged: remove it, and git reset makes a new one from HEAD")
        }
        ErrorClass::Config => {
            Some("git config --list --show-origin shows what is configured, and in which file")
        }
        ErrorClass::Reference => Some("git for-each-ref shows the branches that can be read"),
        ErrorClass::Repository => {
            Some("see whether git status can open it; this program reads SHA-1 repositories only")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_not_called_locked_and_what_is_damaged_not_gone() {
        let refused = "failed open - '/x/.git/HEAD' is locked: Permission denied";
        let refused = Error::new(ErrorCode::Locked, ErrorClass::Os, refused);
        let expected = "/x/.git/HEAD can't be opened: permission denied; see whose it is and what its rights are";
        assert_eq!(sentence(&refused), expected);
        let locked = "failed to lock file '/x/.git/config.lock' for writing";
        let locked = Error::new(ErrorCode::Locked, ErrorClass::Os, locked);
        assert!(sentence(&locked).contains("another git command"));
        let index = "failed to read index: '/x/.git/index' no longer exists";
        let index = sentence(&Error::new(
            ErrorCode::GenericError,
            ErrorClass::Index,
            index,
        ));
        assert!(
            index.contains("'/x/.git/index' can't be read; the index is damaged"),
            "{index}"
        );
    }

    #[test]
    fn no_class_and_no_code_is_shown() {
        for code in [ErrorCode::GenericError, ErrorCode::Locked, ErrorCode::Owner] {
            for class in [
                ErrorClass::Os,
                ErrorClass::Tree,
                ErrorClass::Config,
                ErrorClass::None,
            ] {
                let error = Error::new(code, class, "failed.");
                let said = sentence(&error);
                assert!(said.starts_with("failed"), "{said}");
                assert!(
                    !said.contains("class=") && !said.contains("failed."),
                    "{said}"
                );
                let is_plain = class == ErrorClass::None && code == ErrorCode::GenericError;
                assert_eq!(said == "failed", is_plain, "{said}");
            }
        }
    }
}
