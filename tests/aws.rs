//! Serial numbers against AWS: a real mock server over HTTP, and a stub for what that can't show.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use support::aws::{ACCOUNT, Moto, OTHER, nowhere_else};
use support::stub::{Answer, Stub};
use support::{POLICY, Sandbox, migrated};

/// The ARN of a virtual device.
fn serial(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:mfa/{name}")
}

fn call(serial: &str) -> String {
    format!("aws sts get-session-token --serial-number {serial} --token-code 123456\n")
}

/// A script with a call for each serial number.
fn script(serials: &[String]) -> String {
    let calls: String = serials.iter().map(|serial| call(serial)).collect();
    format!("#!/bin/sh\n{calls}")
}

/// The findings of a report: what each is about, its disposition, its new text, its reason.
fn findings(report: &str) -> BTreeMap<String, (String, Option<String>, String)> {
    let report: Value = serde_json::from_str(report).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            (
                text(&finding["before"]).unwrap(),
                (
                    text(&finding["disposition"]).unwrap(),
                    text(&finding["after"]),
                    text(&finding["reason"]).unwrap(),
                ),
            )
        })
        .collect()
}

const LIVE: [&str; 5] = ["check", "--format", "json", "--devices", "aws"];

#[test]
fn each_kind_of_user_gets_what_is_right() {
    let moto = Moto::shared();
    let names = [
        "alice",
        "bob",
        "carol",
        "dave",
        "erin",
        "frank",
        "grace",
        "ghost",
        "alice-phone",
    ];
    let serials: Vec<String> = names.iter().map(|name| serial(ACCOUNT, name)).collect();
    let repo = Sandbox::repository(&[("login.sh", &script(&serials))]);
    let (code, out, err) = repo.run_with(&moto.environment("admin"), &LIVE);
    assert_eq!((code, err.as_str()), (1, ""));
    let found = findings(&out);
    let of = |name: &str| &found[&serial(ACCOUNT, name)];
    let becomes = |name: &str, after: &str| {
        assert_eq!(
            (of(name).0.as_str(), of(name).1.as_deref()),
            ("safe", Some(after))
        );
    };
    becomes("alice", &serial(ACCOUNT, "alice-phone"));
    becomes("bob", "GAHT12345678");
    becomes("erin", &serial(ACCOUNT, "erin-phone"));
    let left = |name: &str, says: &str| {
        let (disposition, after, reason) = of(name);
        assert_eq!((disposition.as_str(), after.as_deref()), ("manual", None));
        assert!(reason.contains(says), "{reason}");
    };
    left(
        "carol",
        "but 2 others; pick one at the prompt of `fix`, or with --prefer",
    );
    left("dave", "only security keys");
    left("frank", "user frank has no MFA device");
    left(
        "ghost",
        "has no user ghost: a placeholder, a user who was deleted, or another user's device",
    );
    // Both are devices that somebody has, whatever their users are called.
    assert!(!found.contains_key(&serial(ACCOUNT, "grace")));
    assert!(!found.contains_key(&serial(ACCOUNT, "alice-phone")));
}

#[test]
fn several_devices_are_listed_newest_first_and_a_preference_picks_one() {
    let moto = Moto::shared();
    let repo = Sandbox::repository(&[("login.sh", &call(&serial(ACCOUNT, "carol")))]);
    let (_, out, _) = repo.run_with(&moto.environment("admin"), &LIVE);
    let report: Value = serde_json::from_str(&out).unwrap();
    let choices: Vec<&str> = report["findings"][0]["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|choice| choice["serial"].as_str().unwrap())
        .collect();
    let (old, new) = (serial(ACCOUNT, "carol-old"), serial(ACCOUNT, "carol-new"));
    assert_eq!(choices, [&new, &old]);
    for (prefer, chosen) in [
        ("newest", Some(&new)),
        ("oldest", Some(&old)),
        ("name=*-old", Some(&old)),
        ("name=carol-*", None),
        ("name=phone", None),
    ] {
        let args = [&LIVE[..], &["--prefer", prefer]].concat();
        let (_, out, _) = repo.run_with(&moto.environment("admin"), &args);
        let found = findings(&out);
        let (disposition, after, _) = &found[&serial(ACCOUNT, "carol")];
        assert_eq!(after.as_ref(), chosen, "{prefer}");
        assert_eq!(
            disposition,
            if chosen.is_some() { "safe" } else { "manual" }
        );
    }
}

#[test]
fn fix_asks_by_itself_and_check_does_not() {
    let moto = Moto::shared();
    let text = script(&[serial(ACCOUNT, "alice")]);
    let repo = Sandbox::repository(&[("login.sh", &text)]);
    let environment = moto.environment("admin");
    let (code, out, _) = repo.run_with(&environment, &["check"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("not verified: ask IAM with --devices aws"),
        "{out}"
    );
    let none = ["fix", "--diff", "--yes", "--devices", "none"];
    assert_eq!(repo.run_with(&environment, &none).1, "");
    let (code, _, err) = repo.run_with(&environment, &["fix", "--yes"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(
        repo.git(&["show", "mfa-migrate:login.sh"]),
        script(&[serial(ACCOUNT, "alice-phone")])
    );
}

#[test]
fn an_account_is_asked_with_its_own_profile_only() {
    let moto = Moto::shared();
    let serials = [
        serial(ACCOUNT, "alice"),
        serial(OTHER, "heidi"),
        serial("123456789012", "example"),
    ];
    let repo = Sandbox::repository(&[("login.sh", &script(&serials))]);
    let environment = moto.environment("admin");

    let (code, out, err) = repo.run_with(&environment, &LIVE);
    let found = findings(&out);
    assert_eq!(code, 1);
    assert_eq!(found[&serials[0]].0, "safe");
    let (disposition, after, reason) = &found[&serials[1]];
    assert_eq!((disposition.as_str(), after), ("manual", &None));
    let flag = format!("--account {OTHER}=PROFILE");
    assert!(reason.contains(OTHER) && reason.contains(&flag), "{reason}");
    assert_eq!(err.matches(&flag).count(), 1, "{err}");
    assert_eq!(found[&serials[2]].0, "note");

    let credentials = moto.keys("other").section("second") + &moto.keys("admin").section("first");
    std::fs::create_dir(repo.home().join(".aws")).unwrap();
    std::fs::write(repo.home().join(".aws/credentials"), credentials).unwrap();
    let account = format!("{OTHER}=second");
    let args = [&LIVE[..], &["--account", &account]].concat();
    let (_, out, err) = repo.run_with(&environment, &args);
    assert_eq!(err, "");
    assert_eq!(
        findings(&out)[&serials[1]].1,
        Some(serial(OTHER, "heidi-tablet"))
    );

    // A profile goes before keys in the environment, and one of the wrong account is not asked with.
    let account = format!("{OTHER}=first");
    let args = [&LIVE[..], &["--profile", "first", "--account", &account]].concat();
    let (_, out, _) = repo.run_with(&environment, &args);
    let reason = &findings(&out)[&serials[1]].2;
    let says = format!("profile first is of account {ACCOUNT}, not {OTHER}");
    assert!(reason.contains(&says), "{reason}");

    for (account, says) in [
        ("12=x", "twelve digits"),
        ("738291046552", "ACCOUNT=PROFILE"),
    ] {
        let (code, _, err) = repo.run(&["check", "--account", account]);
        assert_eq!(code, 2);
        assert!(err.contains(says), "{err}");
    }
}

#[test]
fn devices_are_listed_recorded_and_read_again_without_credentials() {
    let moto = Moto::shared();
    let names = ["alice", "carol", "dave", "frank", "ghost", "nobody"];
    let serials: Vec<String> = names.iter().map(|name| serial(ACCOUNT, name)).collect();
    let repo = Sandbox::repository(&[("login.sh", &script(&serials))]);
    let environment = moto.environment("admin");

    let (code, out, err) = repo.run_with(&environment, &["devices", "erin", "ghost", "frank"]);
    assert_eq!(code, 1);
    assert_eq!(err, "mfa-migrate: there is no user ghost\n");
    let rows: Vec<Vec<&str>> = out
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows[0], ["USER", "DEVICE", "KIND", "ENABLED"]);
    assert_eq!(
        rows[1][..4],
        ["erin", &serial(ACCOUNT, "erin-phone"), "virtual", "device"]
    );
    assert_eq!(rows[2][0], "erin");
    assert!(out.contains("security key (console only)"), "{out}");
    assert_eq!(rows[3], ["frank", "none"]);

    let (code, out, _) = repo.run_with(&environment, &["devices", "bob", "--format", "json"]);
    assert_eq!(code, 0);
    let printed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(printed["MFADevices"][0]["UserName"], "bob");
    assert_eq!(printed["MFADevices"][0]["SerialNumber"], "GAHT12345678");

    // Without a name it is the user whose keys they are.
    let (code, out, _) = repo.run_with(&moto.environment("alice"), &["devices"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("alice-phone") && !out.contains("carol"),
        "{out}"
    );

    let save = ["devices", "--all", "--save", "record.json", "-q"];
    let (code, out, err) = repo.run_with(&environment, &save);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.contains("recorded 8 users in record.json"), "{err}");
    let record = repo.read("record.json");
    for secret in [&moto.keys("admin").secret, &moto.keys("admin").id] {
        assert!(!record.contains(secret.as_str()));
    }
    let live = findings(&repo.run_with(&environment, &LIVE).1);
    let recorded = |args: &[&str]| {
        let args = [
            &["check", "--format", "json", "--devices", "record.json"],
            args,
        ]
        .concat();
        repo.run(&args)
    };
    let (code, out, err) = recorded(&[]);
    assert_eq!((code, err.as_str()), (1, ""));
    let without_credentials = findings(&out);
    for (before, (disposition, after, reason)) in &without_credentials {
        assert_eq!((disposition, after), (&live[before].0, &live[before].1));
        if before.ends_with("/ghost") || before.ends_with("/nobody") {
            assert!(reason.contains("neither a device nor a user"), "{reason}");
        }
    }

    // An old record is said to be old, once.
    let year = record.find("\"recorded\": \"").unwrap() + "\"recorded\": \"".len();
    let old = format!("{}2023{}", &record[..year], &record[year + 4..]);
    repo.write("record.json", old);
    let (_, _, err) = recorded(&[]);
    assert_eq!(err.matches("days old").count(), 1, "{err}");
}

#[test]
fn a_denied_lookup_leaves_policies_to_be_rewritten() {
    let moto = Moto::strict();
    let repo = Sandbox::repository(&[
        (
            "login.sh",
            &script(&[serial(ACCOUNT, "alice"), serial(ACCOUNT, "bob")]),
        ),
        ("policy.json", POLICY),
    ]);
    let environment = moto.environment("frank");
    let (code, _, err) = repo.run_with(&environment, &["fix", "--yes"]);
    assert_eq!(code, 1);
    assert_eq!(
        err.matches("iam:ListMFADevices is denied").count(),
        1,
        "{err}"
    );
    assert_eq!(
        repo.git(&["show", "mfa-migrate:policy.json"]),
        migrated(POLICY)
    );
    let (_, out, _) = repo.run_with(&environment, &LIVE);
    let (disposition, after, reason) = &findings(&out)[&serial(ACCOUNT, "alice")];
    assert_eq!((disposition.as_str(), after), ("manual", &None));
    assert_eq!(
        reason,
        "could not be verified: iam:ListMFADevices is denied"
    );
    let (code, out, err) = repo.run_with(&environment, &["devices", "alice", "--save", "x.json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("iam:ListMFADevices is denied"), "{err}");
    assert!(!repo.path().join("x.json").exists());
    let (code, _, err) = repo.run_with(&environment, &["devices", "--all"]);
    assert_eq!(code, 2);
    assert!(err.contains("iam:ListUsers is denied"), "{err}");
}

const KEYS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    (
        "AWS_SECRET_ACCESS_KEY",
        "wJalrXUtnFEMISECRETbPxRfiCYEXAMPLEKEY",
    ),
    ("AWS_SESSION_TOKEN", "SESSIONTOKENSECRET"),
];

fn with_keys(endpoint: &str) -> Vec<(String, String)> {
    let keys = KEYS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    [keys.to_vec(), nowhere_else(endpoint)].concat()
}

#[test]
fn each_user_is_asked_for_once_page_by_page_and_only_a_few_at_a_time() {
    let stub = Stub::start(|form| match form["Action"].as_str() {
        "GetCallerIdentity" => Answer::identity(),
        "ListMFADevices" => {
            let user = &form["UserName"];
            let slow = Duration::from_millis(100);
            match form.get("Marker").map(String::as_str) {
                None if user == "user0" => Answer::devices(user, &["first"], Some("2")),
                Some("2") => Answer::devices(user, &["second", "user0"], None),
                _ => Answer::devices(user, &[&format!("{user}-phone")], None),
            }
            .after(slow)
        }
        action => panic!("{action}"),
    });
    let serials: Vec<String> = (0..30)
        .map(|n| serial(ACCOUNT, &format!("user{n}")))
        .collect();
    let repo = Sandbox::repository(&[("a.sh", &script(&serials)), ("b.sh", &script(&serials))]);
    let (code, out, err) = repo.run_with(&with_keys(stub.endpoint()), &LIVE);
    assert_eq!((code, err.as_str()), (1, ""));
    let found = findings(&out);
    // The device on the second page is the one that is written.
    assert!(!found.contains_key(&serials[0]));
    assert_eq!(found[&serials[29]].1, Some(serial(ACCOUNT, "user29-phone")));
    assert_eq!(stub.requests("GetCallerIdentity").len(), 1);
    assert_eq!(stub.requests("ListMFADevices").len(), 31);
    assert!(stub.most_at_once() <= 8, "{}", stub.most_at_once());
    assert!(stub.most_at_once() > 1);
}

#[test]
fn all_users_are_listed_page_by_page() {
    let stub = Stub::start(|form| match form["Action"].as_str() {
        "GetCallerIdentity" => Answer::identity(),
        "ListUsers" if form.contains_key("Marker") => Answer::users(&["b"], None),
        "ListUsers" => Answer::users(&["a"], Some("m")),
        _ => Answer::devices(&form["UserName"], &[&form["UserName"]], None),
    });
    let repo = Sandbox::new();
    let all = ["devices", "--all", "--format", "json"];
    let (code, out, err) = repo.run_with(&with_keys(stub.endpoint()), &all);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("mfa/a\"") && out.contains("mfa/b\""), "{out}");
    // Nobody lists users who wasn't told to.
    let (code, _, _) = repo.run_with(&with_keys(stub.endpoint()), &["devices"]);
    assert_eq!(code, 0);
    assert_eq!(stub.requests("ListUsers").len(), 2);
    let last = stub.requests("ListMFADevices").pop().unwrap();
    assert_eq!(last["UserName"], "me");
}

#[test]
fn throttling_is_waited_out() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let stub = Stub::start(move |form| match form["Action"].as_str() {
        "GetCallerIdentity" => Answer::identity(),
        _ if count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 2 => {
            Answer::error(400, "Throttling", "Rate exceeded")
        }
        _ => Answer::devices(&form["UserName"], &["phone"], None),
    });
    let repo = Sandbox::repository(&[("login.sh", &call(&serial(ACCOUNT, "alice")))]);
    let (_, out, err) = repo.run_with(&with_keys(stub.endpoint()), &LIVE);
    assert_eq!(err, "");
    assert_eq!(
        findings(&out)[&serial(ACCOUNT, "alice")].1,
        Some(serial(ACCOUNT, "phone"))
    );
    assert_eq!(stub.requests("ListMFADevices").len(), 3);
}

#[test]
fn the_whole_lookup_has_its_time() {
    let stub = Stub::start(|form| match form["Action"].as_str() {
        "GetCallerIdentity" => Answer::identity(),
        _ if form["UserName"] == "slow" => {
            Answer::devices("slow", &["x"], None).after(Duration::from_secs(30))
        }
        _ => Answer::devices(&form["UserName"], &["phone"], None),
    });
    let serials = [serial(ACCOUNT, "alice"), serial(ACCOUNT, "slow")];
    let repo = Sandbox::repository(&[("login.sh", &script(&serials))]);
    let args = [&LIVE[..], &["--timeout", "2"]].concat();
    let (code, out, err) = repo.run_with(&with_keys(stub.endpoint()), &args);
    assert_eq!(code, 1);
    let found = findings(&out);
    assert_eq!(found[&serials[0]].1, Some(serial(ACCOUNT, "phone")));
    assert_eq!(
        found[&serials[1]].2,
        "could not be verified: the lookup took too long"
    );
    assert_eq!(err.matches("--timeout SECONDS").count(), 1, "{err}");
}

/// Each way in which asking can fail: what is said of it, once, and that nothing secret is.
#[test]
fn what_can_not_be_asked_is_said_once_and_leaves_the_rest() {
    let refuse = |code: &'static str, message: &'static str| {
        Stub::start(move |form| match form["Action"].as_str() {
            "GetCallerIdentity" => Answer::error(403, code, message),
            action => panic!("{action}"),
        })
    };
    let expired = refuse(
        "ExpiredToken",
        "The security token SESSIONTOKENSECRET is expired",
    );
    let unsigned = refuse(
        "SignatureDoesNotMatch",
        "The Canonical String should have been 'x-amz-security-token:SESSIONTOKENSECRET'",
    );
    let nonsense = Stub::start(|_| Answer::ok("<html>AKIAIOSFODNN7EXAMPLE</html>".to_owned()));
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let mut through_proxy = with_keys("https://iam.example.invalid");
    through_proxy.push(("HTTPS_PROXY".to_owned(), closed.clone()));
    let no_keys = nowhere_else(&closed);
    let cases = [
        (no_keys, "no AWS credentials were found"),
        (
            with_keys(expired.endpoint()),
            "the credentials have expired",
        ),
        (
            with_keys(unsigned.endpoint()),
            "AWS doesn't know the credentials (SignatureDoesNotMatch)",
        ),
        (
            with_keys(nonsense.endpoint()),
            "the answer to sts:GetCallerIdentity can't be read",
        ),
        (
            with_keys(&closed),
            "AWS can't be reached for sts:GetCallerIdentity",
        ),
        (
            through_proxy,
            "the proxy that HTTPS_PROXY or HTTP_PROXY names",
        ),
    ];
    let serials = [serial(ACCOUNT, "alice"), serial(ACCOUNT, "bob")];
    for (environment, says) in cases {
        let repo = Sandbox::repository(&[("login.sh", &script(&serials)), ("policy.json", POLICY)]);
        let (code, out, err) = repo.run_with(&environment, &["fix", "--yes", "-v"]);
        assert_eq!(code, 1, "{says}: {err}");
        assert_eq!(err.matches(says).count(), 1, "{says}: {err}");
        assert_eq!(out.matches("could not be verified: ").count(), 2, "{out}");
        assert_eq!(
            repo.git(&["show", "mfa-migrate:policy.json"]),
            migrated(POLICY)
        );
        for (_, secret) in KEYS {
            assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
        }
    }
}

/// What a helper program says on standard error may be secret, and is not shown.
#[test]
fn credentials_come_from_a_helper_program_that_is_asked_once_and_never_quoted() {
    let moto = Moto::shared();
    let repo = Sandbox::repository(&[("login.sh", &call(&serial(ACCOUNT, "alice")))]);
    let keys = moto.keys("admin");
    repo.write(
        "../helper.json",
        format!(
            "{{\"Version\": 1, \"AccessKeyId\": \"{}\", \"SecretAccessKey\": \"{}\"}}",
            keys.id, keys.secret
        ),
    );
    let helper = repo.home().join("helper");
    std::fs::write(
        &helper,
        format!(
            "#!/bin/sh\necho asked >> '{home}/asked'\necho '{{\"Version\": 1, \"AccessKeyId\": \"{}\", \"SecretAccessKey\": \"{}\"}}'\n",
            keys.id,
            keys.secret,
            home = repo.home().display()
        ),
    )
    .unwrap();
    std::fs::create_dir(repo.home().join(".aws")).unwrap();
    std::fs::write(
        repo.home().join(".aws/config"),
        format!(
            "[profile helped]\nregion = us-east-1\ncredential_process = sh {}\n[profile failing]\ncredential_process = sh -c 'echo TOPSECRET >&2; exit 1'\n[profile empty]\nregion = us-east-1\n",
            helper.display()
        ),
    )
    .unwrap();
    let environment = nowhere_else(moto.endpoint());
    let args = [&LIVE[..], &["--profile", "helped"]].concat();
    let (_, out, err) = repo.run_with(&environment, &args);
    assert_eq!(err, "");
    assert_eq!(
        findings(&out)[&serial(ACCOUNT, "alice")].1,
        Some(serial(ACCOUNT, "alice-phone"))
    );
    let asked = std::fs::read_to_string(repo.home().join("asked")).unwrap();
    assert_eq!(asked, "asked\n");
    for (profile, says) in [
        (
            "failing",
            "the credential_process of profile failing failed",
        ),
        ("absent", "the profile absent is not defined"),
        (
            "empty",
            "no AWS credentials of profile empty were found; see what `aws configure list --profile empty` says",
        ),
    ] {
        let args = [&LIVE[..], &["--profile", profile]].concat();
        let (code, out, err) = repo.run_with(&environment, &args);
        assert_eq!(code, 1);
        assert!(err.contains(says), "{err}");
        assert!(!out.contains("TOPSECRET") && !err.contains("TOPSECRET"));
    }
}

/// On a terminal a bar says how far the lookup is, and the prompt lists several devices, the newest first.
#[test]
fn a_terminal_shows_how_far_the_lookup_is_and_lists_the_devices() {
    use expectrl::{Eof, Expect, Session};
    let moto = Moto::shared();
    let repo = Sandbox::repository(&[("login.sh", &call(&serial(ACCOUNT, "carol")))]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mfa-migrate"));
    command
        .args(["fix"])
        .current_dir(repo.path())
        .env_clear()
        .envs(repo.environment())
        .envs(moto.environment("admin"));
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(60)));
    let mut see = |text: &str| {
        let found = session.expect(text);
        let found = found.unwrap_or_else(|error| panic!("{text:?} didn't come: {error}"));
        String::from_utf8_lossy(found.before()).into_owned()
    };
    see("asking IAM for devices");
    see("but 2 others");
    let listed = see("[y,n,a,d,A,e,u,q,x,?]");
    let at = |name: &str| {
        listed.find(&format!(
            "{} (virtual device, enabled",
            serial(ACCOUNT, name)
        ))
    };
    assert!(
        at("carol-new").unwrap() < at("carol-old").unwrap(),
        "{listed}"
    );
    session.send("y").unwrap();
    session.expect("Which of carol's 2 devices?").unwrap();
    session.send("\r").unwrap();
    session
        .expect("Commit 1 rewrite on mfa-migrate? [Y/n/u]")
        .unwrap();
    session.send("y").unwrap();
    session.expect(Eof).unwrap();
    assert_eq!(
        repo.git(&["show", "mfa-migrate:login.sh"]),
        call(&serial(ACCOUNT, "carol-new"))
    );
}

/// The scripts are run for real, by the AWS CLI: before, the session is asked for with a device that the user
/// doesn't have, and afterwards with one that ListMFADevices lists.
#[test]
fn rewritten_scripts_authenticate_with_a_device_that_the_user_has() {
    let moto = Moto::start();
    let lines = [
        "ACCOUNT=$(aws sts get-caller-identity --query Account --output text)",
        "USERNAME=erin",
        "PROFILE=admin",
        "aws sts get-session-token --serial-number \"arn:aws:iam::${ACCOUNT}:mfa/${USERNAME}\" --token-code 123456",
        "aws --profile $PROFILE sts get-session-token --serial-number=arn:aws:iam::$ACCOUNT:mfa/$(echo carol) --token-code 123456",
        "ARN=\"arn:aws:iam::${ACCOUNT}:mfa/$USERNAME\"",
        "aws sts get-session-token --region eu-west-1 --serial-number \"$ARN\" --token-code 123456",
        "OWN=$(aws sts get-caller-identity --query Arn --output text | sed 's/user/mfa/')",
        "aws sts get-session-token --serial-number \"$OWN\" --token-code 123456",
        "aws sts get-session-token --serial-number `aws sts get-caller-identity --output text --query Arn | sed -e 's#:user/#:mfa/#'` --token-code 123456",
        "CALLER=$(aws sts get-caller-identity --query Arn --output text)",
        "MFA=$(echo \"$CALLER\" | sed 's/:user/:mfa/')",
        "aws sts get-session-token --serial-number ${MFA} --token-code 123456",
        "aws sts get-session-token --serial-number \"${GIVEN:-arn:aws:iam::$ACCOUNT:mfa/$USERNAME}\" --token-code 123456",
        "CREDENTIALS=`aws sts get-session-token --serial-number arn:aws:iam::$ACCOUNT:mfa/$USERNAME --token-code 123456`",
        "login() { serial=\"arn:aws:iam::$ACCOUNT:mfa/$2\"; aws --profile \"$1\" sts get-session-token --serial-number \"$serial\" --token-code 123456; }",
        "login admin carol",
        "aws sts get-session-token --serial-number \"arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):mfa/$USERNAME\" --token-code 123456",
    ];
    let bash = "CUT=$(aws sts get-caller-identity --query Arn --output text)\nCUT=${CUT/:user/:mfa}\naws sts get-session-token --serial-number \"$CUT\" --token-code 123456\n";
    let repo = Sandbox::repository(&[
        (
            "login.sh",
            &format!("#!/bin/sh\nset -eu\n{}\n", lines.join("\n")),
        ),
        ("cut.bash", &format!("#!/bin/bash\nset -eu\n{bash}")),
    ]);
    std::fs::create_dir(repo.home().join(".aws")).unwrap();
    std::fs::write(
        repo.home().join(".aws/credentials"),
        moto.keys("admin").section("admin"),
    )
    .unwrap();
    let folder = support::aws::cli(&repo);
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let run = |shell: &str, file: &str| {
        let output = std::process::Command::new(shell)
            .arg(file)
            .current_dir(repo.path())
            .env_clear()
            .envs(repo.environment())
            .envs(moto.environment("alice"))
            .env("PATH", &path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{shell} {file}: {output:?}");
    };
    let given = || -> Vec<String> {
        moto.requests()
            .into_iter()
            .filter(|form| form["Action"] == "GetSessionToken")
            .map(|form| form["SerialNumber"].clone())
            .collect()
    };
    let expected = [
        "erin-phone",
        "carol-new",
        "erin-phone",
        "alice-phone",
        "alice-phone",
        "alice-phone",
        "erin-phone",
        "erin-phone",
        "carol-new",
        "erin-phone",
    ];
    run("sh", "login.sh");
    run("bash", "cut.bash");
    let before = given();
    assert_eq!(before.len(), expected.len() + 1);
    for (serial_before, device) in before.iter().zip(expected) {
        assert_ne!(*serial_before, serial(ACCOUNT, device));
    }

    let fix = [
        "fix",
        "--in-place",
        "--yes",
        "--include-review",
        "--devices",
        "none",
    ];
    let (code, out, err) = repo.run_with(&moto.environment("alice"), &fix);
    assert_eq!(code, 0, "{out}{err}");
    for shell in ["sh", "bash"] {
        let so_far = given().len();
        run(shell, "login.sh");
        let after: Vec<String> = given().split_off(so_far);
        let wanted: Vec<String> = expected.iter().map(|name| serial(ACCOUNT, name)).collect();
        assert_eq!(after, wanted, "{shell}");
    }
    let so_far = given().len();
    run("bash", "cut.bash");
    assert_eq!(given()[so_far..], [serial(ACCOUNT, "alice-phone")]);
    // The user was always named.
    for form in moto.requests() {
        assert!(form["Action"] != "ListMFADevices" || form.contains_key("UserName"));
    }
}

/// A user without a device that generates codes is told so, and the script goes no further: in any shell, whatever it is told to
/// do on errors, in a pipeline and in a function whose output is taken.
#[test]
fn a_rewritten_script_stops_where_the_user_has_no_device() {
    let moto = Moto::start();
    let call = "aws sts get-session-token --serial-number";
    let arn = "\"arn:aws:iam::$ACCOUNT:mfa/$U\"";
    let ends = "--token-code 123456";
    let scripts = [
        format!("{call} {arn} {ends}\n"),
        format!("ARN={arn}\n{call} \"$ARN\" {ends}\n"),
        format!("OUT=$({call} {arn} {ends} | cat)\n"),
        format!("login() {{ local arn={arn}; {call} \"$arn\" {ends}; }}\nOUT=\"$(login)\"\n"),
        format!("{call} \"${{GIVEN:-arn:aws:iam::$ACCOUNT:mfa/$U}}\" {ends} | cat\n"),
        format!("OUT=`{call} {arn} {ends}`\n"),
    ];
    let names: Vec<String> = (0..scripts.len()).map(|at| format!("{at}.sh")).collect();
    let texts: Vec<String> = scripts
        .iter()
        .map(|script| format!("ACCOUNT={ACCOUNT}\nU=$1\n{script}echo went on\n"))
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let repo = Sandbox::repository(&files);
    let fix = [
        "fix",
        "--in-place",
        "--yes",
        "--include-review",
        "--devices",
        "none",
    ];
    let (code, out, err) = repo.run_with(&moto.environment("admin"), &fix);
    assert_eq!(code, 0, "{out}{err}");
    let folder = support::aws::cli(&repo);
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let run = |shell: &[&str], file: &str, user: &str| {
        let output = std::process::Command::new(shell[0])
            .args(&shell[1..])
            .args([file, user])
            .current_dir(repo.path())
            .env_clear()
            .envs(repo.environment())
            .envs(moto.environment("admin"))
            .env("PATH", &path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let went_on = String::from_utf8_lossy(&output.stdout).contains("went on");
        (said, went_on)
    };
    let shells: [&[&str]; 3] = [&["sh"], &["bash"], &["bash", "-eu", "-o", "pipefail"]];
    for shell in shells {
        for name in &names {
            // She has security keys only.
            let (said, went_on) = run(shell, name, "dave");
            assert!(
                said.contains("no MFA device that generates codes was found"),
                "{shell:?} {name}: {said}"
            );
            assert!(!said.contains("Invalid length"), "{shell:?} {name}: {said}");
            assert!(!went_on, "{shell:?} {name}");
        }
        let (said, went_on) = run(shell, "1.sh", "frank");
        assert!(said.contains("no MFA device") && !went_on, "{said}");
        let (said, went_on) = run(shell, "1.sh", "alice");
        assert!(said.is_empty() && went_on, "{said}");
    }
}

/// An answer that is cut off, or has no end, is a failure and no short list.
#[test]
fn an_answer_that_is_not_whole_is_refused() {
    let whole = "<ListMFADevicesResponse><ListMFADevicesResult><IsTruncated>false</IsTruncated><MFADevices></MFADevices></ListMFADevicesResult>";
    for rest in [
        String::new(),
        format!("{}</ListMFADevicesResponse>", " ".repeat(17 << 20)),
    ] {
        let repo = Sandbox::repository(&[("a.txt", "x\n")]);
        let body = format!("{whole}{rest}");
        let stub = Stub::start(move |form| match form["Action"].as_str() {
            "GetCallerIdentity" => Answer::identity(),
            _ => Answer::ok(body.clone()),
        });
        let (code, out, err) = repo.run_with(&with_keys(stub.endpoint()), &["devices", "somebody"]);
        assert_eq!(code, 2, "{out}{err}");
        assert!(err.starts_with("mfa-migrate: "), "{err}");
    }
}
