//! Who signs the commit: the program and the key of the user's own git configuration (git-config(1), `commit.gpgSign`,
//! `gpg.format`, `user.signingKey`), run as git itself runs them (gpg-interface.c).

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use git2::Signature;

use super::user_config::UserConfig;

/// How much (bytes) of what a program says is repeated.
const LONGEST_SAID: usize = 600;

/// What to do where the commit can't be signed.
const ADVICE: &str = "mend user.signingKey, gpg.format or the program (git config --global --list shows them), or turn \
                      signing off with git config --global commit.gpgSign false";

/// A program that signs, and its key.
#[derive(Debug)]
pub struct Signer {
    program: String,
    arguments: Vec<String>,
    /// A public key whose private half an agent keeps, in a file, as `ssh-keygen` wants it.
    _key: Option<tempfile::NamedTempFile>,
}

impl Signer {
    /// The one that the user's configuration asks for; `None` where commits aren't to be signed.
    ///
    /// # Errors
    ///
    /// When commits are to be signed and no key is named that can be.
    pub fn of(config: &UserConfig, committer: &Signature) -> anyhow::Result<Option<Signer>> {
        if !config.is_on("commit.gpgsign") {
            return Ok(None);
        }
        let key = config.get("user.signingkey");
        let format = config.get("gpg.format");
        let signer = match format.as_deref().unwrap_or("openpgp") {
            "ssh" => Signer::ssh(config, key),
            "openpgp" => {
                let program = config.get("gpg.openpgp.program");
                let program = program.or_else(|| config.get("gpg.program"));
                Signer::gpg(program.unwrap_or_else(|| "gpg".to_owned()), key, committer)
            }
            "x509" => {
                let program = config.get("gpg.x509.program");
                let program = program.unwrap_or_else(|| "gpgsm".to_owned());
                Signer::gpg(program, key, committer)
            }
            other => {
                bail!("gpg.format is {other:?}, which git doesn't know; it is openpgp, x509 or ssh")
            }
        };
        signer
            .map(Some)
            .with_context(|| format!("your git configuration asks for signed commits; {ADVICE}"))
    }

    fn gpg(program: String, key: Option<String>, committer: &Signature) -> anyhow::Result<Signer> {
        let key = key.unwrap_or_else(|| {
            let part = |bytes| String::from_utf8_lossy(bytes).into_owned();
            let (name, mail) = (committer.name_bytes(), committer.email_bytes());
            format!("{} <{}>", part(name), part(mail))
        });
        Ok(Signer {
            program: located(program)?,
            arguments: vec!["-bsau".to_owned(), key],
            _key: None,
        })
    }

    fn ssh(config: &UserConfig, key: Option<String>) -> anyhow::Result<Signer> {
        let key = key.context("gpg.format is ssh, and user.signingKey names no key")?;
        let literal = match key.strip_prefix("key::") {
            Some(literal) => Some(literal),
            None => Some(key.as_str()).filter(|key| key.starts_with("ssh-")),
        };
        let mut arguments = ["-Y", "sign", "-n", "git", "-f"]
            .map(str::to_owned)
            .to_vec();
        let mut kept = None;
        if let Some(literal) = literal {
            let mut file = tempfile::NamedTempFile::new().context("a file for the public key")?;
            writeln!(file, "{literal}").context("writing the public key")?;
            arguments.push(file.path().display().to_string());
            arguments.push("-U".to_owned());
            kept = Some(file);
        } else {
            let file = expanded(&key);
            // A relative one would be a file of the repository.
            if !file.is_absolute() {
                bail!("user.signingKey is {key:?}, and must be the whole path of a key");
            }
            if !file.is_file() {
                bail!("user.signingKey names {}, which is no file", file.display());
            }
            arguments.push(file.display().to_string());
        }
        let program = config.get("gpg.ssh.program");
        Ok(Signer {
            program: located(program.unwrap_or_else(|| "ssh-keygen".to_owned()))?,
            arguments,
            _key: kept,
        })
    }

    /// The signature of a commit's text. It may ask for a passphrase, and waits as long as that takes.
    ///
    /// # Errors
    ///
    /// When the program can't be run, fails, or says no signature.
    pub fn sign(&self, text: &str) -> anyhow::Result<String> {
        self.run(text).with_context(|| {
            format!("the commit could not be signed, so nothing was delivered; {ADVICE}")
        })
    }

    fn run(&self, text: &str) -> anyhow::Result<String> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("running {}", self.program))?;
        // A program that ends early says why; that its pipe is closed says less.
        let written = child
            .stdin
            .take()
            .map(|mut stdin| stdin.write_all(text.as_bytes()));
        let output = child
            .wait_with_output()
            .with_context(|| format!("running {}", self.program))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said: String = said.trim().chars().take(LONGEST_SAID).collect();
            bail!("{} says: {}", self.program, said.replace(['\r', '\n'], " "));
        }
        let signature = String::from_utf8(output.stdout)
            .ok()
            .filter(|signature| signature.starts_with("-----BEGIN "))
            .with_context(|| format!("{} printed no signature", self.program))?;
        if let Some(Err(error)) = written {
            // Said in words: a broken pipe in the chain would be taken for one of our own reader's.
            bail!("{} did not read the whole commit: {error}", self.program);
        }
        Ok(signature.replace("\r\n", "\n").trim_end().to_owned())
    }
}

/// A program as it is run: by its name, which is looked for in PATH, or by its whole path.
fn located(program: String) -> anyhow::Result<String> {
    let path = expanded(&program);
    if path.components().count() > 1 && !path.is_absolute() {
        bail!("{program:?} must be a program's name, or its whole path");
    }
    Ok(path.display().to_string())
}

/// A path of a configuration, with the home folder in place of `~`.
fn expanded(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(path).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_or_given_by_its_whole_path() {
        let whole = std::env::temp_dir().join("gpg").display().to_string();
        for program in ["gpg", whole.as_str()] {
            let found = located(program.to_owned()).expect("a program");
            assert_eq!(found, program);
        }
        for program in ["bin/gpg", "./bin/gpg", "../gpg"] {
            assert!(located(program.to_owned()).is_err(), "{program}");
        }
    }
}
