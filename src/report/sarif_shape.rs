//! The shape of a SARIF log, as far as this program writes one.

use super::shape::Presence::{Always, Sometimes};
use super::shape::Shape;

/// The log.
pub const LOG: Shape = Shape::Object(&[
    ("$schema", Always, Shape::Text),
    ("version", Always, Shape::Text),
    ("runs", Always, Shape::List(&RUN)),
]);

const RUN: Shape = Shape::Object(&[
    ("tool", Always, Shape::Object(&[("driver", Always, DRIVER)])),
    ("columnKind", Always, Shape::Text),
    (
        "automationDetails",
        Always,
        Shape::Object(&[("id", Always, Shape::Text)]),
    ),
    (
        "originalUriBaseIds",
        Always,
        Shape::Map(&Shape::Object(&[("description", Always, MESSAGE)])),
    ),
    ("invocations", Always, Shape::List(&INVOCATION)),
    ("results", Always, Shape::List(&RESULT)),
    (
        "versionControlProvenance",
        Sometimes,
        Shape::List(&PROVENANCE),
    ),
]);

const DRIVER: Shape = Shape::Object(&[
    ("name", Always, Shape::Word("mfa-migrate")),
    ("informationUri", Always, Shape::Text),
    ("version", Always, Shape::Text),
    ("semanticVersion", Always, Shape::Text),
    ("rules", Always, Shape::List(&RULE)),
]);

const MESSAGE: Shape = Shape::Object(&[("text", Always, Shape::Text)]);

const RULE: Shape = Shape::Object(&[
    ("id", Always, Shape::Text),
    ("shortDescription", Always, MESSAGE),
    ("fullDescription", Always, MESSAGE),
    (
        "help",
        Always,
        Shape::Object(&[
            ("text", Always, Shape::Text),
            ("markdown", Always, Shape::Text),
        ]),
    ),
    ("helpUri", Always, Shape::Text),
    (
        "defaultConfiguration",
        Always,
        Shape::Object(&[("level", Always, Shape::Text)]),
    ),
    (
        "properties",
        Always,
        Shape::Object(&[("tags", Always, Shape::List(&Shape::Text))]),
    ),
]);

const INVOCATION: Shape = Shape::Object(&[
    ("executionSuccessful", Always, Shape::Flag),
    (
        "toolExecutionNotifications",
        Always,
        Shape::List(&NOTIFICATION),
    ),
]);

const NOTIFICATION: Shape = Shape::Object(&[
    ("level", Always, Shape::Text),
    (
        "descriptor",
        Always,
        Shape::Object(&[("id", Always, Shape::Text)]),
    ),
    ("message", Always, MESSAGE),
    (
        "locations",
        Sometimes,
        Shape::List(&Shape::Object(&[(
            "physicalLocation",
            Always,
            Shape::Object(&[("artifactLocation", Always, ARTIFACT)]),
        )])),
    ),
]);

const ARTIFACT: Shape = Shape::Object(&[
    ("uri", Always, Shape::Text),
    ("uriBaseId", Always, Shape::Text),
]);

const RESULT: Shape = Shape::Object(&[
    ("ruleId", Always, Shape::Text),
    ("ruleIndex", Always, Shape::Count),
    ("level", Always, Shape::Text),
    ("message", Always, MESSAGE),
    (
        "locations",
        Always,
        Shape::List(&Shape::Object(&[(
            "physicalLocation",
            Always,
            Shape::Object(&[
                ("artifactLocation", Always, ARTIFACT),
                ("region", Always, REGION),
            ]),
        )])),
    ),
    ("partialFingerprints", Always, Shape::Map(&Shape::Text)),
    (
        "properties",
        Always,
        Shape::Object(&[
            ("disposition", Always, Shape::Text),
            ("language", Always, Shape::Text),
            ("access", Sometimes, Shape::Text),
        ]),
    ),
    ("fixes", Sometimes, Shape::List(&FIX)),
]);

const REGION: Shape = Shape::Object(&[
    ("startLine", Always, Shape::Count),
    ("startColumn", Always, Shape::Count),
    ("endLine", Always, Shape::Count),
    ("endColumn", Always, Shape::Count),
    ("charOffset", Always, Shape::Count),
    ("charLength", Always, Shape::Count),
    ("byteOffset", Always, Shape::Count),
    ("byteLength", Always, Shape::Count),
]);

const FIX: Shape = Shape::Object(&[
    ("description", Always, MESSAGE),
    (
        "artifactChanges",
        Always,
        Shape::List(&Shape::Object(&[
            ("artifactLocation", Always, ARTIFACT),
            ("replacements", Always, Shape::List(&REPLACEMENT)),
        ])),
    ),
]);

const REPLACEMENT: Shape = Shape::Object(&[
    ("deletedRegion", Always, REGION),
    ("insertedContent", Always, MESSAGE),
]);

const PROVENANCE: Shape = Shape::Object(&[
    ("repositoryUri", Always, Shape::Text),
    (
        "mappedTo",
        Always,
        Shape::Object(&[("uriBaseId", Always, Shape::Text)]),
    ),
    ("revisionId", Sometimes, Shape::Text),
]);
