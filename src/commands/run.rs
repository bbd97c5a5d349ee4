//! What a report says of the run that made it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::cli::{DevicesFrom, ScanArgs};
use crate::configuration::Configuration;
use crate::report::Run;
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
    // All configurations name the same.
    let configured = configurations.first().and_then(|it| it.devices.clone());
    let configured = configured.map(DevicesFrom::File);
    let devices = match args
        .devices
        .as_ref()
        .or(configured.as_ref())
        .unwrap_or(&default)
    {
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
