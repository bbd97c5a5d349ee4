//! What a report says of the run that made it.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

use crate::cli::{DevicesFrom, ScanArgs};
use crate::configuration::Configuration;
use crate::report::Run;
use crate::source::RepoPath;
use crate::source::provenance::Provenance;
use crate::source::scope::Scope;

/// The run of a command over some scopes. Reports of several repositories name none.
pub fn of(
    args: &ScanArgs,
    configurations: &[Arc<Configuration>],
    default: DevicesFrom,
    scopes: &[Scope],
) -> Run {
    let provenance = match scopes {
        [scope] => Provenance::of(scope),
        _ => Provenance::default(),
    };
    // A file of the repository has the same name on every machine.
    let own_name = |file: &PathBuf| {
        let mut roots = scopes.iter().map(|scope| &scope.root);
        let below = roots.find_map(|root| RepoPath::below(root, file));
        below.map_or_else(|| file.clone(), |path| path.to_path())
    };
    let configured = configurations.first().and_then(|it| it.devices.as_ref());
    let configured = configured.map(|file| DevicesFrom::File(own_name(file)));
    let devices = match args.devices.clone().or(configured).unwrap_or(default) {
        DevicesFrom::None => "none".to_owned(),
        DevicesFrom::Aws => "aws".to_owned(),
        DevicesFrom::File(file) => file.to_string_lossy().into_owned(),
    };
    let now = Timestamp::now();
    Run {
        time: Timestamp::from_second(now.as_second())
            .unwrap_or(now)
            .to_string(),
        repository: provenance.repository,
        commit: provenance.commit,
        devices,
    }
}
