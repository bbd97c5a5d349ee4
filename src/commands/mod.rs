//! The commands, each a page that reads as what the user asked for.

pub mod check;
pub mod devices;
pub mod explain;
pub mod fix;
mod inquiry;

use std::path::PathBuf;

use crate::cli::ScanArgs;
use crate::source::commit::Commit;
use crate::source::place::{self, Place};
use crate::source::worktree::WorkTree;
use crate::source::{Source, place::PlaceError};

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
