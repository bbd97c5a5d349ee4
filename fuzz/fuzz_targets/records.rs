#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| mfa_migrate_fuzz::records::try_one(input));
