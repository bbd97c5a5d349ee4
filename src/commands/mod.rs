//! The commands, each a page that reads as what the user asked for.

pub mod check;
pub mod explain;
pub mod fix;

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::ScanArgs;
use crate::devices::recorded::Recorded;
use crate::devices::{Directory, Unasked};
use crate::source::commit::Commit;
use crate::source::place::{self, Place};
use crate::source::worktree::WorkTree;
use crate::source::{Source, place::PlaceError};

/// Who is asked for devices.
fn directory(args: &ScanArgs) -> anyhow::Result<Box<dyn Directory>> {
    if args.devices == Path::new("none") {
        return Ok(Box::new(Unasked));
    }
    if args.devices == Path::new("aws") {
        anyhow::bail!(
            "--devices aws: this version doesn't ask AWS itself; record the devices with `aws iam list-mfa-devices` and name the file"
        );
    }
    let recorded = Recorded::read(&args.devices).context("--devices")?;
    Ok(Box::new(recorded))
}

/// The places that the command line names; the current folder without any.
fn places(args: &ScanArgs) -> Result<Vec<Place>, PlaceError> {
    if args.paths.is_empty() {
        place::resolve(&[PathBuf::from(".")])
    } else {
        place::resolve(&args.paths)
    }
}

/// The files as they are now: the work tree, or what HEAD holds where there is none.
fn present_files(place: &Place) -> anyhow::Result<Box<dyn Source>> {
    if place.is_bare {
        Ok(Box::new(Commit::head(place)?))
    } else {
        Ok(Box::new(WorkTree::new(place)))
    }
}
