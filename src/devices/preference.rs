//! Which of a user's several devices to name, where nobody is there to be asked.

use std::str::FromStr;

use globset::{Glob, GlobMatcher};

use super::device::Device;

/// What the user of this program said with `--prefer`.
#[derive(Clone, Debug)]
pub enum Preference {
    /// The one enabled last.
    Newest,
    /// The one enabled first.
    Oldest,
    /// The one whose name fits: the last part of a virtual device's ARN, or the number of a hardware token.
    Named(GlobMatcher),
}

/// Why a preference didn't decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// No device has a fitting name.
    #[error("none of them has a name that --prefer asks for")]
    None,
    /// Several have one.
    #[error("several of them have a name that --prefer asks for")]
    Several,
    /// A device has no enable date, or two have the same.
    #[error("their enable dates don't tell which one --prefer asks for")]
    Dates,
}

impl Preference {
    /// The one device that is preferred.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub fn choose<'a>(&self, devices: &[&'a Device]) -> Result<&'a Device, Undecided> {
        if let Preference::Named(name) = self {
            let mut fitting = devices.iter().filter(|device| name.is_match(device.name()));
            let first = fitting.next().ok_or(Undecided::None)?;
            return match fitting.next() {
                None => Ok(first),
                Some(_) => Err(Undecided::Several),
            };
        }
        let mut sorted = devices.to_vec();
        sorted.sort_by_key(|device| device.enabled_at());
        if matches!(self, Preference::Newest) {
            sorted.reverse();
        }
        match sorted.as_slice() {
            [] => Err(Undecided::None),
            _ if sorted.iter().any(|device| device.enabled_at().is_none()) => Err(Undecided::Dates),
            [first, second, ..] if first.enabled_at() == second.enabled_at() => {
                Err(Undecided::Dates)
            }
            [first, ..] => Ok(first),
        }
    }
}

impl FromStr for Preference {
    type Err = String;

    fn from_str(text: &str) -> Result<Preference, String> {
        match text {
            "newest" => Ok(Preference::Newest),
            "oldest" => Ok(Preference::Oldest),
            _ => {
                let glob = text
                    .strip_prefix("name=")
                    .ok_or("it is newest, oldest or name=GLOB")?;
                Glob::new(glob)
                    .map(|glob| Preference::Named(glob.compile_matcher()))
                    .map_err(|error| error.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(serial: &str, enabled: Option<&str>) -> Device {
        Device {
            user: "alice".to_owned(),
            serial: serial.to_owned(),
            enabled: enabled.map(str::to_owned),
        }
    }

    #[test]
    fn a_preference_decides_or_says_why_not() {
        let old = device(
            "arn:aws:iam::123456789012:mfa/old",
            Some("2023-01-01T00:00:00Z"),
        );
        let new = device("GAHT12345678", Some("2024-01-01T00:00:00Z"));
        let undated = device("arn:aws:iam::123456789012:mfa/older", None);
        let choose = |text: &str, devices: &[&Device]| {
            let preference: Preference = text.parse().expect("a preference");
            preference
                .choose(devices)
                .map(|device| device.name().to_owned())
        };
        assert_eq!(choose("newest", &[&old, &new]), Ok("GAHT12345678".into()));
        assert_eq!(choose("oldest", &[&old, &new]), Ok("old".into()));
        assert_eq!(
            choose("name=GAHT*", &[&old, &new]),
            Ok("GAHT12345678".into())
        );
        assert_eq!(choose("name=x*", &[&old, &new]), Err(Undecided::None));
        assert_eq!(
            choose("name=old*", &[&old, &undated]),
            Err(Undecided::Several)
        );
        assert_eq!(choose("newest", &[&old, &undated]), Err(Undecided::Dates));
        assert_eq!(choose("newest", &[&old, &old]), Err(Undecided::Dates));
        assert!("first".parse::<Preference>().is_err());
        assert!("name=[".parse::<Preference>().is_err());
    }
}
