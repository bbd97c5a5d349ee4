//! Speed of the one scan that most files end at, and of a whole look at a file that has something in it.

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::{filter, scan};

fn main() {
    divan::main();
}

/// Text without a needle, of a size in KiB.
fn clean(kib: usize) -> Vec<u8> {
    b"resource \"aws_instance\" \"web\" { ami = var.ami }\n"
        .iter()
        .copied()
        .cycle()
        .take(kib * 1024)
        .collect()
}

/// A policy with so many statements in the old form.
fn policy(statements: usize) -> String {
    let statement = r#"{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}"#;
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        vec![statement; statements].join(",\n")
    )
}

#[divan::bench(args = [16, 1024])]
fn filter_of_clean_text(bencher: divan::Bencher, kib: usize) {
    let text = clean(kib);
    bencher
        .counter(divan::counter::BytesCount::new(text.len()))
        .bench(|| filter::has_needle(divan::black_box(&text)));
}

#[divan::bench(args = [1, 100, 1000])]
fn findings_of_a_policy(bencher: divan::Bencher, statements: usize) {
    let text = policy(statements);
    bencher
        .counter(divan::counter::BytesCount::new(text.len()))
        .bench(|| {
            scan::findings(
                "policy.json",
                divan::black_box(text.as_bytes()),
                &DeviceResolver::none(),
            )
        });
}
