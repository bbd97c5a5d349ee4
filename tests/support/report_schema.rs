//! The JSON Schema of the report, strict: a field that it doesn't have is an error.

#![allow(dead_code, clippy::unwrap_used)]

use std::sync::LazyLock;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

/// What the repository publishes. Unknown fields are allowed by it, as later versions may add some.
pub const SCHEMA: &str = include_str!("../../schema/report-1.json");

static STRICT: LazyLock<(Schemas, SchemaIndex)> = LazyLock::new(|| {
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut open = vec![&mut schema];
    while let Some(value) = open.pop() {
        if let Some(object) = value.as_object_mut()
            && object.contains_key("properties")
        {
            object
                .entry("additionalProperties")
                .or_insert(Value::Bool(false));
        }
        match value {
            Value::Object(object) => open.extend(object.values_mut()),
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    compiled(schema)
});

/// A schema that can validate. It names no other that isn't built in.
pub fn compiled(schema: Value) -> (Schemas, SchemaIndex) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("schema.json", schema).unwrap();
    let index = compiler.compile("schema.json", &mut schemas).unwrap();
    (schemas, index)
}

/// Fails where a report isn't as the schema says.
pub fn validate(report: &Value) {
    let (schemas, index) = &*STRICT;
    if let Err(error) = schemas.validate(report, *index) {
        panic!("{error:#}\n{report:#}");
    }
}

/// A report, read and validated. The program knows it for one of its own.
pub fn read(text: &[u8]) -> Value {
    let report = serde_json::from_slice(text).unwrap();
    validate(&report);
    assert!(mfa_migrate::report::is_own(text));
    report
}
