#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| mfa_migrate_fuzz::hosts::try_one(input));
