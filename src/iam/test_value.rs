//! A value of a condition key that meets a test of numbers, dates or addresses, and one that doesn't.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators": one of several values that matches is enough;
//! dates are W3C profiles of ISO 8601 or seconds since 1970, addresses are CIDR ranges.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A date.
    Date,
    /// An address.
    Address,
    /// A number.
    Number,
    /// Any text.
    Text,
    /// One of several texts.
    Texts,
}

/// Addresses that documents use as examples (RFC 5737, RFC 3849), each in a range of its own.
const ADDRESSES: [&str; 4] = ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"];

/// A value for which a test, as [`super::condition::Factor::Test`] has it, holds or fails; `None` where none is known.
pub fn of(test: &str, holds: bool) -> Option<(Kind, String)> {
    let (operator, values) = test.split_once(' ')?;
    let values: Vec<&str> = values.split(", ").map(str::trim).collect();
    if let Some(order) = operator.strip_prefix("numeric") {
        let values: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
        let value = in_order(order, &values?, holds)?;
        return Some((Kind::Number, value.to_string()));
    }
    if let Some(order) = operator.strip_prefix("date") {
        let values: Option<Vec<i64>> = values.iter().map(|value| seconds(value)).collect();
        let value = in_order(order, &values?, holds)?;
        let value = Timestamp::from_second(value).ok()?;
        return Some((Kind::Date, value.to_string()));
    }
    if operator == "ipaddress" {
        let ranges: Option<Vec<Range>> = values.iter().map(|value| Range::read(value)).collect();
        let ranges = ranges?;
        let address = match holds {
            true => ranges.first()?.address,
            false => ADDRESSES
                .iter()
                .filter_map(|address| address.parse().ok())
                .find(|address| !ranges.iter().any(|range| range.has(*address)))?,
        };
        return Some((Kind::Address, address.to_string()));
    }
    None
}

/// Whether a key can have a value for which each of some tests holds, or fails, as is said; not where it is certain that none
/// has.
pub fn is_possible(tests: &[(&str, bool)]) -> bool {
    let read: Option<Vec<(Test, bool)>> = tests
        .iter()
        .map(|(test, holds)| Some((Test::read(test)?, *holds)))
        .collect();
    let Some(read) = read else {
        return true;
    };
    let all = || read.iter().map(|(test, _)| test);
    let numbers = all().flat_map(|test| match test {
        Test::Order(_, numbers) => numbers.as_slice(),
        Test::Addresses(_) => &[],
    });
    let numbers =
        numbers.flat_map(|number| [number.checked_sub(1), Some(*number), number.checked_add(1)]);
    let ranges = all().flat_map(|test| match test {
        Test::Order(..) => &[],
        Test::Addresses(ranges) => ranges.as_slice(),
    });
    let outside = ADDRESSES.iter().filter_map(|address| address.parse().ok());
    let addresses = ranges.flat_map(|range| [range.address, range.last()]);
    let values = numbers
        .flatten()
        .map(Value::Number)
        .chain(addresses.chain(outside).map(Value::Address));
    values
        .into_iter()
        .any(|value| read.iter().all(|(test, holds)| test.has(value) == *holds))
}

/// A test of a key's value.
enum Test {
    /// Of a number, or a date as seconds since 1970: the operator, and what it is compared with.
    Order(String, Vec<i64>),
    /// Of an address.
    Addresses(Vec<Range>),
}

#[derive(Clone, Copy)]
enum Value {
    Number(i64),
    Address(IpAddr),
}

impl Test {
    /// `None` where it isn't known what it looks at.
    fn read(test: &str) -> Option<Test> {
        let (operator, values) = test.split_once(' ')?;
        let mut values = values.split(", ").map(str::trim);
        if let Some(order) = operator.strip_prefix("numeric") {
            let numbers: Option<Vec<i64>> = values.map(|value| value.parse().ok()).collect();
            return Some(Test::Order(order.to_owned(), numbers?));
        }
        if let Some(order) = operator.strip_prefix("date") {
            let times: Option<Vec<i64>> = values.map(seconds).collect();
            return Some(Test::Order(order.to_owned(), times?));
        }
        (operator == "ipaddress")
            .then(|| {
                values.try_fold(Vec::new(), |mut ranges, value| {
                    ranges.push(Range::read(value)?);
                    Some(ranges)
                })
            })?
            .map(Test::Addresses)
    }

    fn has(&self, value: Value) -> bool {
        match (self, value) {
            (Test::Order(order, numbers), Value::Number(value)) => {
                numbers.iter().any(|number| match order.as_str() {
                    "lessthan" => value < *number,
                    "lessthanequals" => value <= *number,
                    _ => value == *number,
                })
            }
            (Test::Addresses(ranges), Value::Address(value)) => {
                ranges.iter().any(|range| range.has(value))
            }
            _ => false,
        }
    }
}

/// A number that is as one of some numbers, or before one of them; or that isn't.
fn in_order(order: &str, numbers: &[i64], holds: bool) -> Option<i64> {
    let most = *numbers.iter().max()?;
    match (order, holds) {
        ("equals" | "lessthanequals", true) | ("lessthan", false) => Some(most),
        ("equals" | "lessthanequals", false) => most.checked_add(1),
        ("lessthan", true) => most.checked_sub(1),
        _ => None,
    }
}

/// A date as seconds since 1970.
fn seconds(date: &str) -> Option<i64> {
    let of_day = |day: Date| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok();
    if let Ok(seconds) = date.parse() {
        return Some(seconds);
    }
    let timestamp: Option<Timestamp> = date.parse().ok();
    let timestamp = timestamp.or_else(|| of_day(date.parse().ok()?))?;
    Some(timestamp.as_second())
}

/// A range of addresses that begin alike.
struct Range {
    address: IpAddr,
    /// How many bits they share.
    bits: u32,
}

impl Range {
    fn read(text: &str) -> Option<Range> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = match address {
            IpAddr::V4(_) => 32,
            IpAddr::V6(_) => 128,
        };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
        (bits <= most).then_some(Range { address, bits })
    }

    /// The last of them.
    fn last(&self) -> IpAddr {
        match self.address {
            IpAddr::V4(address) => {
                let rest = u32::MAX.checked_shr(self.bits).unwrap_or(0);
                IpAddr::V4((address.to_bits() | rest).into())
            }
            IpAddr::V6(address) => {
                let rest = u128::MAX.checked_shr(self.bits).unwrap_or(0);
                IpAddr::V6((address.to_bits() | rest).into())
            }
        }
    }

    fn has(&self, other: IpAddr) -> bool {
        match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differing = own.to_bits() ^ other.to_bits();
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differing = own.to_bits() ^ other.to_bits();
                differing.leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_meets_its_test_or_does_not() {
        for (test, meets, fails) in [
            ("numericlessthan 3600", "3599", "3600"),
            ("numericlessthan 60, 3600", "3599", "3600"),
            ("numericlessthanequals 3600", "3600", "3601"),
            ("numericequals 1, 3", "3", "4"),
            (
                "datelessthan 2024-01-01T00:00:00Z",
                "2023-12-31T23:59:59Z",
                "2024-01-01T00:00:00Z",
            ),
            (
                "datelessthanequals 2024-01-01",
                "2024-01-01T00:00:00Z",
                "2024-01-01T00:00:01Z",
            ),
            (
                "dateequals 86400",
                "1970-01-02T00:00:00Z",
                "1970-01-02T00:00:01Z",
            ),
            ("ipaddress 203.0.113.0/24", "203.0.113.0", "192.0.2.1"),
            (
                "ipaddress 192.0.0.0/8, 198.51.100.1",
                "192.0.0.0",
                "203.0.113.1",
            ),
            ("ipaddress ::/0, 0.0.0.0/1", "::", "192.0.2.1"),
        ] {
            let value = |holds| of(test, holds).map(|(_, value)| value);
            assert_eq!(value(true).as_deref(), Some(meets), "{test}");
            assert_eq!(value(false).as_deref(), Some(fails), "{test}");
        }
    }

    #[test]
    fn several_tests_of_a_key_may_exclude_each_other() {
        let hour = "numericlessthan 3600";
        for (tests, expected) in [
            (&[("numericlessthan 300", true), (hour, false)][..], false),
            (&[("numericlessthan 300", false), (hour, true)], true),
            (&[("numericequals 3600", true), (hour, true)], false),
            (&[("numericlessthanequals 3600", true), (hour, false)], true),
            (
                &[
                    ("datelessthan 2024-01-01", true),
                    ("datelessthan 2023-01-01", false),
                ],
                true,
            ),
            (
                &[
                    ("datelessthan 2024-01-01", false),
                    ("datelessthan 2023-01-01", true),
                ],
                false,
            ),
            (
                &[
                    ("ipaddress 10.0.0.0/16", true),
                    ("ipaddress 10.0.0.0/8", false),
                ],
                false,
            ),
            (
                &[
                    ("ipaddress 10.0.0.0/16", false),
                    ("ipaddress 10.0.0.0/8", true),
                ],
                true,
            ),
            (
                &[
                    ("ipaddress 10.0.0.0/8", true),
                    ("ipaddress 192.0.2.0/24", true),
                ],
                false,
            ),
            (
                &[("ipaddress ::/0", false), ("ipaddress 0.0.0.0/0", false)],
                false,
            ),
            (&[("numericlessthan x", true), (hour, false)], true),
            (&[("binaryequals QQ==", true)], true),
        ] {
            assert_eq!(is_possible(tests), expected, "{tests:?}");
        }
    }

    #[test]
    fn what_has_no_such_value_has_none() {
        for test in [
            "numericlessthan x",
            "numericlessthan",
            "datelessthan soon",
            "ipaddress 300.0.0.1",
            "ipaddress 10.0.0.0/33",
            "binaryequals QQ==",
            "stringequals \u{FFFC}",
            "holds",
        ] {
            assert_eq!(of(test, true), None, "{test}");
        }
        let all = "ipaddress 0.0.0.0/0, ::/0";
        assert!(of(all, true).is_some());
        assert_eq!(of(all, false), None);
        assert_eq!(of(&format!("numericequals {}", i64::MAX), false), None);
    }
}
