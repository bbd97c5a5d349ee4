//! Holds how a cost grows with the size of a text: four times the size, about four times the time. In time of the processor,
//! so that a busy machine changes little.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How much longer four times the input may take: less than half of what it would if time grew with the square.
const MOST: f64 = 7.5;
/// How often growth is measured before it is believed.
const ATTEMPTS: usize = 5;

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

/// How long something takes, the better of two times.
pub fn timed(mut work: impl FnMut()) -> Duration {
    let mut once = || {
        let start = processor_time();
        work();
        processor_time() - start
    };
    once().min(once())
}

/// Holds the cost of a text of half a size against that of twice the size. Time below the floor is noise. `cost` is told the
/// text and its size.
pub fn grows(
    what: &str,
    size: usize,
    floor: Duration,
    text: impl Fn(usize) -> String,
    cost: impl Fn(&str, usize) -> Duration,
) {
    let (few, many) = (size / 2, 2 * size);
    let (short, long) = (text(few), text(many));
    let mut said = Vec::new();
    // What grows faster does so every time; a busy machine does not.
    for _ in 0..ATTEMPTS {
        let (once, more) = (cost(&short, few), cost(&long, many));
        if more.as_secs_f64() <= MOST * once.max(floor).as_secs_f64() {
            return;
        }
        said.push(format!("{once:?}, four times the size {more:?}"));
    }
    panic!("{what} × {few} takes {}", said.join("; "));
}
