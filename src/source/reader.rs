//! Reads files into one buffer, which is used again for each.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::encoding::Encoding;
use super::{LARGEST, Predicate, RepoPath, SkipReason, Skipped, skip};

/// How many bytes the buffer has at first. Most files are smaller.
const ORDINARY: usize = 64 * 1024;
/// The buffer is given back after a file of more bytes than this.
const MOST_KEPT: usize = 1024 * 1024;
/// How many bytes of one piece of a large file are looked at again with the next: no needle is longer.
const OVERLAP: usize = 1024;

/// A reader of files, for one thread.
#[derive(Default)]
pub struct Reader {
    buffer: Vec<u8>,
}

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// It is larger than [`LARGEST`], and has a needle.
    TooLarge,
    /// The system refused it.
    Refused(io::Error),
}

impl From<Unread> for Skipped {
    fn from(unread: Unread) -> Skipped {
        let path = RepoPath::default();
        match unread {
            Unread::TooLarge => Skipped::new(path, SkipReason::TooLarge),
            Unread::Refused(error) => {
                Skipped::detailed(path, SkipReason::Unreadable, error.to_string())
            }
        }
    }
}

impl Reader {
    /// What a file holds; `None` where it is larger than [`LARGEST`] and nothing could be found in any piece of it. Of
    /// one that is no text, no more than shows that.
    ///
    /// # Errors
    ///
    /// When it can't be read, or is too large to be looked into.
    pub fn read(&mut self, path: &Path, in_piece: &Predicate) -> Result<Option<&[u8]>, Unread> {
        let file = File::open(path).map_err(Unread::Refused)?;
        self.read_from(file, in_piece)
    }

    /// The same of an open file.
    ///
    /// # Errors
    ///
    /// As of [`read`](Self::read).
    pub fn read_from(
        &mut self,
        mut file: impl Read,
        in_piece: &Predicate,
    ) -> Result<Option<&[u8]>, Unread> {
        if self.buffer.is_empty() || self.buffer.len() > MOST_KEPT {
            self.buffer = vec![0; ORDINARY];
        }
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                if filled > LARGEST {
                    break;
                }
                self.buffer.resize((2 * filled).min(LARGEST + 1), 0);
            }
            match read_some(&mut file, &mut self.buffer[filled..]).map_err(Unread::Refused)? {
                0 => return Ok(Some(&self.buffer[..filled])),
                more => filled += more,
            }
        }
        let encoding = Encoding::of(&self.buffer);
        if skip::unsuited(&self.buffer, encoding).is_some() {
            return Ok(Some(&self.buffer));
        }
        let in_piece = |piece: &[u8]| in_piece(&encoding.ascii(piece));
        let found =
            has_in_pieces(&mut file, &mut self.buffer, &in_piece).map_err(Unread::Refused)?;
        self.buffer = Vec::new();
        if found {
            Err(Unread::TooLarge)
        } else {
            Ok(None)
        }
    }
}

/// Whether something could be found in any piece of what the buffer holds and of what comes after it.
fn has_in_pieces(
    file: &mut impl Read,
    buffer: &mut [u8],
    in_piece: &Predicate,
) -> io::Result<bool> {
    if in_piece(buffer) {
        return Ok(true);
    }
    let kept = OVERLAP.min(buffer.len());
    loop {
        buffer.copy_within(buffer.len() - kept.., 0);
        let mut filled = kept;
        while filled < buffer.len() {
            match read_some(file, &mut buffer[filled..])? {
                0 => return Ok(in_piece(&buffer[..filled])),
                more => filled += more,
            }
        }
        if in_piece(buffer) {
            return Ok(true);
        }
    }
}

fn read_some(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as a network's file system may.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = buffer.len().min(self.1).min(self.0.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn has_mfa(bytes: &[u8]) -> bool {
        bytes.windows(3).any(|window| window == b"mfa")
    }

    #[test]
    fn a_file_is_read_whole_whatever_its_size() {
        let mut reader = Reader::default();
        for size in [
            0,
            1,
            ORDINARY - 1,
            ORDINARY,
            ORDINARY + 1,
            3 * MOST_KEPT,
            LARGEST,
            10,
        ] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            for step in [usize::MAX, 4097] {
                let read = reader.read_from(Slow(&bytes, step), &|_| true);
                let read = read.expect("readable").expect("not too large");
                assert!(read == bytes, "{size}");
            }
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_searched_to_its_end() {
        let mut reader = Reader::default();
        let clean = vec![b'x'; 2 * LARGEST + 100];
        assert!(matches!(reader.read_from(&clean[..], &has_mfa), Ok(None)));
        for at in [
            0,
            LARGEST - 1,
            LARGEST,
            LARGEST + 1,
            2 * LARGEST - 1022,
            clean.len() - 3,
        ] {
            let mut bytes = clean.clone();
            bytes[at..at + 3].copy_from_slice(b"mfa");
            let read = reader.read_from(&bytes[..], &has_mfa);
            assert!(matches!(read, Err(Unread::TooLarge)), "{at}");
        }
        let mut bytes = [&b"\xFF\xFE"[..], &[b'x', 0].repeat(LARGEST / 2)].concat();
        assert!(matches!(reader.read_from(&bytes[..], &has_mfa), Ok(None)));
        bytes.extend_from_slice(b"m\0f\0a\0");
        let read = reader.read_from(&bytes[..], &has_mfa);
        assert!(matches!(read, Err(Unread::TooLarge)));
        let read = reader.read_from(&clean[..LARGEST], &has_mfa);
        assert_eq!(read.expect("readable").map(<[u8]>::len), Some(LARGEST));
        assert!(matches!(
            reader.read_from(&clean[..=LARGEST], &has_mfa),
            Ok(None)
        ));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let read = Reader::default()
            .read(Path::new("/no/such/file"), &|_| true)
            .map(drop);
        let skipped = Skipped::from(read.expect_err("no file"));
        assert_eq!(skipped.reason, SkipReason::Unreadable);
        assert!(skipped.detail.is_some());
        let large = Skipped::from(Unread::TooLarge);
        assert_eq!((large.reason, large.detail), (SkipReason::TooLarge, None));
    }
}
