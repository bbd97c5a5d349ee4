//! The exit codes, all in one place. They are a contract: README.md lists them.

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Nothing to migrate; or all of it delivered.
    Clean,
    /// Something to migrate; or something left.
    Found,
    /// An error; nothing was delivered.
    Error,
    /// Interrupted at a prompt; nothing was delivered. As a shell reports SIGINT.
    Interrupted,
}

impl ExitCode {
    /// The number.
    pub const fn number(self) -> u8 {
        match self {
            ExitCode::Clean => 0,
            ExitCode::Found => 1,
            ExitCode::Error => 2,
            ExitCode::Interrupted => 130,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        code.number().into()
    }
}
