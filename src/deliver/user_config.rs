//! What the user's own git configuration says: the environment's, the user's and the system's (git-config(1), "SCOPES"). What
//! a repository says is never asked here: its author must not choose which program runs, or with which key it signs.

use std::path::Path;

use git2::{Config, ConfigLevel, Repository};

/// The user's own configuration.
pub struct UserConfig {
    /// Keys and values of `GIT_CONFIG_COUNT`, as they stand there.
    environment: Vec<(String, String)>,
    /// The files, those that win first.
    files: Vec<Config>,
}

impl UserConfig {
    /// The one that applies in a repository: files that are included for its folder only are in it.
    pub fn of(repository: &Repository) -> UserConfig {
        UserConfig::seen_with(repository, |name| std::env::var(name).ok())
    }

    fn seen_with(repository: &Repository, variable: impl Fn(&str) -> Option<String>) -> UserConfig {
        let all = repository.config().ok();
        let level = |level| all.as_ref()?.open_level(level).ok();
        let opened = |file: String| Config::open(Path::new(&file)).ok();
        let mut files = Vec::new();
        match variable("GIT_CONFIG_GLOBAL") {
            Some(file) => files.extend(opened(file)),
            None => files.extend(
                [level(ConfigLevel::Global), level(ConfigLevel::XDG)]
                    .into_iter()
                    .flatten(),
            ),
        }
        let is_without_system = variable("GIT_CONFIG_NOSYSTEM")
            .is_some_and(|value| Config::parse_bool(value).unwrap_or(true));
        if !is_without_system {
            match variable("GIT_CONFIG_SYSTEM") {
                Some(file) => files.extend(opened(file)),
                None => files.extend(level(ConfigLevel::System)),
            }
            files.extend(level(ConfigLevel::ProgramData));
        }
        let count = variable("GIT_CONFIG_COUNT").and_then(|count| count.parse().ok());
        // Those that come later win; what isn't there ends them, so that no number makes this long.
        let mut environment: Vec<_> = (0..count.unwrap_or(0_usize))
            .map_while(|at| {
                let key = variable(&format!("GIT_CONFIG_KEY_{at}"))?;
                Some((key, variable(&format!("GIT_CONFIG_VALUE_{at}"))?))
            })
            .collect();
        environment.reverse();
        UserConfig { environment, files }
    }

    /// The value of a key whose section and name are spelled in any case; "true" where it stands without one. `None` where it
    /// isn't set, or empty.
    pub fn get(&self, key: &str) -> Option<String> {
        let given = self
            .environment
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.clone());
        let value = given.or_else(|| {
            self.files.iter().find_map(|file| {
                let entry = file.get_entry(key).ok()?;
                if entry.has_value() {
                    Some(String::from_utf8_lossy(entry.value_bytes()).into_owned())
                } else {
                    Some("true".to_owned())
                }
            })
        });
        value.filter(|value| !value.is_empty())
    }

    /// Whether a key is set to something that means yes.
    pub fn is_on(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|value| Config::parse_bool(value).unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_not_asked_and_the_environment_wins() {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let mut local = repository.config().expect("its configuration");
        local.set_bool("commit.gpgsign", true).expect("set");
        local.set_str("gpg.program", "/bin/evil").expect("set");
        let global = folder.path().join("global");
        std::fs::write(&global, "[user]\n\tsigningkey = file\n[gpg]\n\tformat\n").expect("written");
        let seen = |variables: &[(&str, &str)]| {
            let with_files = [
                ("GIT_CONFIG_GLOBAL", global.to_str().expect("UTF-8")),
                ("GIT_CONFIG_NOSYSTEM", "1"),
            ];
            UserConfig::seen_with(&repository, |name| {
                let mut all = with_files.iter().chain(variables);
                let found = all.find(|(other, _)| *other == name)?;
                Some(found.1.to_owned())
            })
        };
        let config = seen(&[]);
        assert!(!config.is_on("commit.gpgsign"));
        assert_eq!(config.get("gpg.program"), None);
        assert_eq!(config.get("user.signingkey").as_deref(), Some("file"));
        assert_eq!(config.get("gpg.format").as_deref(), Some("true"));
        let config = seen(&[
            ("GIT_CONFIG_COUNT", "99999999999"),
            ("GIT_CONFIG_KEY_0", "Commit.GpgSign"),
            ("GIT_CONFIG_VALUE_0", "no"),
            ("GIT_CONFIG_KEY_1", "commit.gpgsign"),
            ("GIT_CONFIG_VALUE_1", "yes"),
            ("GIT_CONFIG_KEY_2", "user.signingKey"),
            ("GIT_CONFIG_VALUE_2", "given"),
        ]);
        assert!(config.is_on("commit.gpgsign"));
        assert_eq!(config.get("user.signingkey").as_deref(), Some("given"));
    }
}
