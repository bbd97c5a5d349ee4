//! The JSON Schema of SARIF 2.1.0, as OASIS publishes it. The crate serde-sarif has a copy, which is fetched once.

#![allow(dead_code, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const MANIFEST: &str = r#"[package]
name = "sarif-schema"
version = "0.0.0"
edition = "2024"
[dependencies]
serde-sarif = { version = "=0.8.0", default-features = false }
[workspace]
"#;

/// The schema.
pub fn schema() -> Value {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = root.join("sarif-schema-0.8.0.json");
    if !made.exists() {
        let making = tempfile::tempdir_in(root).unwrap();
        std::fs::create_dir(making.path().join("src")).unwrap();
        std::fs::write(making.path().join("src/lib.rs"), "").unwrap();
        std::fs::write(making.path().join("Cargo.toml"), MANIFEST).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["vendor", "--quiet", "vendor"])
            .current_dir(making.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let schema = making.path().join("vendor/serde-sarif/src/schema.json");
        std::fs::rename(schema, &made).unwrap();
    }
    serde_json::from_slice(&std::fs::read(made).unwrap()).unwrap()
}
