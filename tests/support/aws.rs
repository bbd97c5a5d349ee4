//! A real mock of AWS for tests: moto's server, and the AWS CLI, both from PyPI into `target/`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use super::Sandbox;

/// An account that the server has.
pub const ACCOUNT: &str = "460216387194";
/// Another account that it has.
pub const OTHER: &str = "738291046552";

const REQUIREMENTS: &str = include_str!("requirements.txt");
const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/mock_aws.py");

/// A Python with moto and the AWS CLI in it, made once for each list of what they need.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        REQUIREMENTS.hash(&mut hasher);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let made = root.join(format!("python-{:016x}", hasher.finish()));
        if !made.exists() {
            let making = tempfile::Builder::new()
                .prefix("python-")
                .tempdir_in(root)
                .unwrap();
            let run = |program: &Path, args: &[&str]| {
                let output = Command::new(program).args(args).output().unwrap();
                assert!(output.status.success(), "{program:?} {args:?}: {output:?}");
            };
            let folder = making.path().to_str().unwrap();
            run(Path::new("python3"), &["-m", "venv", folder]);
            let list = making.path().join("requirements.txt");
            std::fs::write(&list, REQUIREMENTS).unwrap();
            run(
                &making.path().join("bin/python"),
                &[
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "-r",
                    list.to_str().unwrap(),
                ],
            );
            // Another test may have been faster; then its folder is as good.
            let _ = std::fs::rename(making.keep(), &made);
        }
        made.join("bin/python")
    })
}

/// Keys to ask with.
#[derive(Clone, serde::Deserialize)]
pub struct Keys {
    pub id: String,
    pub secret: String,
    pub token: Option<String>,
}

impl Keys {
    /// The environment variables that say them.
    pub fn environment(&self) -> Vec<(String, String)> {
        let token = self.token.clone().map(|token| ("AWS_SESSION_TOKEN", token));
        [
            ("AWS_ACCESS_KEY_ID", self.id.clone()),
            ("AWS_SECRET_ACCESS_KEY", self.secret.clone()),
        ]
        .into_iter()
        .chain(token)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    /// The same as a section of `~/.aws/credentials`.
    pub fn section(&self, profile: &str) -> String {
        let token = self.token.as_ref().map_or_else(String::new, |token| {
            format!("aws_session_token = {token}\n")
        });
        format!(
            "[{profile}]\naws_access_key_id = {}\naws_secret_access_key = {}\n{token}",
            self.id, self.secret
        )
    }
}

#[derive(serde::Deserialize)]
struct Started {
    endpoint: String,
    keys: BTreeMap<String, Keys>,
}

/// A running server.
pub struct Moto {
    child: Child,
    started: Started,
    recording: tempfile::NamedTempFile,
}

impl Moto {
    /// Starts a server that lets everybody do everything.
    pub fn start() -> Moto {
        Moto::start_with(&[])
    }

    /// Starts a server that wants permission for everything.
    pub fn strict() -> Moto {
        Moto::start_with(&["--authenticate"])
    }

    fn start_with(args: &[&str]) -> Moto {
        let recording = tempfile::NamedTempFile::new().unwrap();
        let mut child = Command::new(python())
            .arg(SERVER)
            .args([ACCOUNT, OTHER])
            .args(args)
            .env_clear()
            .env("MOTO_ENABLE_RECORDING", "1")
            .env("MOTO_RECORDER_FILEPATH", recording.path())
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let started: Started = serde_json::from_str(&line).unwrap();
        Moto {
            child,
            started,
            recording,
        }
    }

    /// A server for all tests of this process that only read.
    pub fn shared() -> &'static Moto {
        static SHARED: OnceLock<Moto> = OnceLock::new();
        SHARED.get_or_init(Moto::start)
    }

    /// The keys of somebody: admin, alice or frank, or other, the admin of the other account.
    pub fn keys(&self, of: &str) -> &Keys {
        &self.started.keys[of]
    }

    /// What makes a program ask this server, with somebody's keys.
    pub fn environment(&self, of: &str) -> Vec<(String, String)> {
        let mut environment = self.keys(of).environment();
        environment.extend(nowhere_else(&self.started.endpoint));
        environment
    }

    /// Where it listens.
    pub fn endpoint(&self) -> &str {
        &self.started.endpoint
    }

    /// The bodies of the requests that it got so far, decoded from their form's encoding.
    pub fn requests(&self) -> Vec<BTreeMap<String, String>> {
        let text = std::fs::read_to_string(self.recording.path()).unwrap();
        text.lines()
            .map(|line| {
                let entry: serde_json::Value = serde_json::from_str(line).unwrap();
                super::form(&base64(entry["body"].as_str().unwrap()))
            })
            .collect()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The environment that makes a program ask a server and nobody else.
pub fn nowhere_else(endpoint: &str) -> Vec<(String, String)> {
    [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Puts a program `aws` into a sandbox's home that is the AWS CLI; gives its folder.
pub fn cli(sandbox: &Sandbox) -> PathBuf {
    let folder = sandbox.home().join("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join("aws");
    std::fs::write(
        &program,
        format!(
            "#!/bin/sh\nexec '{}' -m awscli \"$@\"\n",
            python().display()
        ),
    )
    .unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn base64(text: &str) -> String {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap();
    String::from_utf8(bytes).unwrap()
}
