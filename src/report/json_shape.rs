//! The shape of the report for programs, as schema/report-1.json has it.

use super::shape::Presence::{Always, Sometimes};
use super::shape::Shape;

/// The report.
pub const REPORT: Shape = Shape::Object(&[
    ("version", Always, Shape::Count),
    (
        "tool",
        Always,
        Shape::Object(&[("version", Always, Shape::Text)]),
    ),
    ("run", Always, RUN),
    ("summary", Always, SUMMARY),
    ("findings", Always, Shape::List(&FINDING)),
    ("ignored", Sometimes, Shape::List(&IGNORED)),
    ("remarks", Sometimes, Shape::List(&REMARK)),
    ("passed_over", Always, Shape::List(&PASSED_OVER)),
    ("delivery", Sometimes, DELIVERY),
]);

const COUNTS: Shape = Shape::Map(&Shape::Count);
const TEXTS: Shape = Shape::List(&Shape::Text);
const NAME: Shape = Shape::Nullable(&Shape::Text);

const RUN: Shape = Shape::Object(&[
    ("time", Always, Shape::Text),
    ("repository", Always, NAME),
    ("commit", Always, NAME),
    ("devices", Always, Shape::Text),
]);

const SUMMARY: Shape = Shape::Object(&[
    ("findings", Always, Shape::Count),
    ("files_with_findings", Always, Shape::Count),
    ("files_looked_at", Always, Shape::Count),
    ("by_disposition", Always, COUNTS),
    ("by_rule", Always, COUNTS),
    ("by_access", Always, COUNTS),
    ("by_verification", Sometimes, COUNTS),
    ("passed_over", Always, COUNTS),
    ("ignored", Sometimes, COUNTS),
]);

const FINDING: Shape = Shape::Object(&[
    ("rule", Always, Shape::Text),
    ("disposition", Always, Shape::Text),
    ("path", Always, Shape::Text),
    ("path_percent_encoded", Sometimes, Shape::Text),
    ("line", Always, Shape::Count),
    ("column", Always, Shape::Count),
    ("span", Always, SPAN),
    ("before", Always, Shape::Text),
    ("after", Always, NAME),
    ("value_before", Always, Shape::Text),
    ("value_after", Always, NAME),
    ("language", Always, Shape::Text),
    ("fingerprint", Always, Shape::Text),
    ("statement", Always, Shape::Nullable(&STATEMENT)),
    ("access", Always, ACCESS),
    ("reason", Always, Shape::Text),
    ("json_patch", Always, Shape::List(&OPERATION)),
    ("choices", Sometimes, Shape::List(&CHOICE)),
    ("outcome", Sometimes, Shape::Text),
]);

const SPAN: Shape = Shape::Object(&[
    ("start", Always, Shape::Count),
    ("end", Always, Shape::Count),
]);

const STATEMENT: Shape = Shape::Object(&[
    ("sid", Always, NAME),
    ("effect", Always, NAME),
    ("element", Always, Shape::Text),
    ("actions", Always, TEXTS),
    ("conditions", Always, TEXTS),
]);

const ACCESS: Shape = Shape::Object(&[
    ("gained", Always, Shape::List(&CHANGE)),
    ("lost", Always, Shape::List(&CHANGE)),
    ("mark", Always, NAME),
    ("sentence", Always, NAME),
    ("of_statement", Sometimes, OF_STATEMENT),
    ("verification", Sometimes, VERIFICATION),
]);

const OF_STATEMENT: Shape = Shape::Object(&[
    ("gained", Always, Shape::List(&CHANGE)),
    ("lost", Always, Shape::List(&CHANGE)),
    ("mark", Always, NAME),
    ("sentence", Always, NAME),
]);

const CHANGE: Shape = Shape::Object(&[
    ("action", Always, Shape::Text),
    ("names", Always, Shape::Text),
    ("pattern", Sometimes, Shape::Text),
    ("except", Sometimes, TEXTS),
    ("when", Always, NAME),
]);

const VERIFICATION: Shape = Shape::Object(&[
    ("result", Always, Shape::Text),
    ("decisions", Always, Shape::Count),
    ("differences", Always, Shape::List(&OTHERWISE)),
    ("why", Always, NAME),
]);

const OTHERWISE: Shape = Shape::Object(&[
    ("policy", Always, Shape::Text),
    ("action", Always, Shape::Text),
    ("names", Always, Shape::Text),
    ("when", Always, NAME),
    ("aws", Always, Shape::Text),
]);

/// An operation of RFC 6902. Its value is a part of a policy.
const OPERATION: Shape = Shape::Object(&[
    ("op", Always, Shape::Text),
    ("path", Always, Shape::Text),
    ("from", Sometimes, Shape::Text),
    ("value", Sometimes, Shape::Anything),
]);

const CHOICE: Shape = Shape::Object(&[
    ("serial", Always, Shape::Text),
    ("kind", Always, Shape::Text),
    ("enabled", Always, NAME),
]);

const IGNORED: Shape = Shape::Object(&[
    ("rule", Always, Shape::Text),
    ("disposition", Always, Shape::Text),
    ("path", Always, Shape::Text),
    ("line", Always, Shape::Count),
    ("column", Always, Shape::Count),
    ("value_before", Always, Shape::Text),
    ("statement", Always, Shape::Nullable(&STATEMENT)),
    ("ignored_by", Always, Shape::Text),
    ("why", Always, Shape::Text),
]);

const REMARK: Shape = Shape::Object(&[
    ("path", Always, Shape::Text),
    ("line", Always, Shape::Count),
    ("column", Always, Shape::Count),
    ("kind", Always, Shape::Text),
    ("message", Always, Shape::Text),
]);

const PASSED_OVER: Shape = Shape::Object(&[
    ("path", Always, Shape::Text),
    ("reason", Always, Shape::Text),
    ("detail", Sometimes, Shape::Text),
]);

const DELIVERY: Shape = Shape::Object(&[
    ("branch", Always, NAME),
    ("commit", Always, NAME),
    ("files", Always, Shape::Count),
    ("taken", Always, Shape::Count),
    ("left", Always, Shape::Count),
    ("left_out", Always, Shape::Count),
]);
