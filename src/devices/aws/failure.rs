//! Why a call failed, and what to do: one text for each cause.
//!
//! Nothing that a server, a helper program or a configuration file said is repeated but an error's code: the rest
//! can hold credentials (a `SignatureDoesNotMatch` repeats the session token, a `credential_process` writes what
//! it likes).

use std::error::Error;
use std::ffi::OsStr;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_iam::error::{ProvideErrorMetadata, SdkError};

use crate::devices::directory::Failure;
use crate::iam::serial::Account;

/// A failed call.
pub struct Problem {
    /// Why it failed.
    pub failure: Failure,
    /// Whether every other call with the same credentials would fail too.
    pub stops_all: bool,
}

fn failure(headline: impl Into<String>, advice: impl Into<String>) -> Failure {
    Failure {
        headline: headline.into(),
        advice: advice.into(),
        instead: None,
    }
}

/// One that a record of devices would spare.
fn spared_by(instead: &'static str, failure: Failure) -> Failure {
    Failure {
        instead: Some(instead),
        ..failure
    }
}

/// How devices are recorded.
const RECORD: &str = "record the devices once with `mfa-migrate devices --save`";

/// The time for the whole lookup is over.
pub fn timed_out() -> Failure {
    let failure = failure(
        "the lookup took too long",
        "check the network, the proxy and --endpoint-url, or give it more time with --timeout SECONDS",
    );
    spared_by(RECORD, failure)
}

/// The answer lacks something that was asked for.
pub fn incomplete(call: &str) -> Failure {
    failure(
        format!("the answer to {call} is incomplete"),
        "check --endpoint-url and AWS_ENDPOINT_URL: this is not what AWS answers",
    )
}

/// The answer lists a device that can't be one of the user's.
pub fn impossible() -> Failure {
    failure(
        "the answer lists a device that can't be the user's: another user's or account's, or one with signs that no serial number has",
        "check which endpoint is asked (AWS_ENDPOINT_URL)",
    )
}

/// The serial number's account isn't that of the credentials.
pub fn other_account(wanted: &Account, own: &Account) -> Failure {
    failure(
        format!(
            "account {wanted} is not that of the credentials ({own}); name a profile for it with --account {wanted}=PROFILE"
        ),
        "each account needs credentials of its own",
    )
}

/// A profile is of another account than was said.
pub fn wrong_profile(profile: &str, wanted: &Account, own: &Account) -> Failure {
    failure(
        format!("profile {profile} is of account {own}, not {wanted}"),
        format!("correct --account {wanted}={profile}"),
    )
}

/// The credentials are no user's.
pub fn no_user(arn: &str) -> Failure {
    failure(
        format!("these credentials are not a user's ({arn})"),
        "only users have devices: name users, or pass --all",
    )
}

/// GetCallerIdentity didn't say the account.
pub fn no_account() -> Failure {
    failure(
        "sts:GetCallerIdentity gave no account number",
        "check --endpoint-url and AWS_ENDPOINT_URL: this is not what AWS answers",
    )
}

/// The file that a variable names can't be read.
pub fn file(variable: &str, file: &OsStr, error: &std::io::Error) -> Failure {
    failure(
        format!("{variable}: {}: {error}", file.to_string_lossy()),
        "correct the variable or unset it",
    )
}

/// The machine can't do what asking takes.
pub fn machine(error: &std::io::Error) -> Failure {
    let failure = failure(
        format!("AWS can't be asked from here: {error}"),
        "run this elsewhere",
    );
    spared_by(
        "record the devices there with `mfa-migrate devices --save`",
        failure,
    )
}

fn of_profile(profile: Option<&str>) -> String {
    profile.map_or_else(String::new, |profile| format!(" of profile {profile}"))
}

/// No credentials were found, or what should give them failed.
pub fn of_credentials(error: &CredentialsError, profile: Option<&str>) -> Failure {
    let of_profile = of_profile(profile);
    let chain = chain(error);
    let sign_on = || {
        failure(
            format!("the sign-on session{of_profile} has expired, or was never begun"),
            match profile {
                Some(profile) => format!("run `aws sso login --profile {profile}`"),
                None => "run `aws sso login`".to_owned(),
            },
        )
    };
    let none = || {
        let failure = failure(
            format!("no AWS credentials{of_profile} were found"),
            match profile {
                Some(profile) => {
                    format!("see what `aws configure list --profile {profile}` says")
                }
                None => "name a profile with --profile".to_owned(),
            },
        );
        spared_by("read a record with --devices FILE", failure)
    };
    match error {
        CredentialsError::CredentialsNotLoaded(_) => none(),
        // The last of the chain is the machine's own role, and this isn't a machine that has one.
        _ if profile.is_none() && (chain.contains("imds") || chain.contains("metadata")) => none(),
        CredentialsError::ProviderTimedOut(_) => failure(
            format!("the credentials{of_profile} did not come in time"),
            "try again, or name a profile with --profile",
        ),
        _ if chain.contains("sso") => sign_on(),
        _ if chain.contains("external process") => failure(
            format!("the credential_process{of_profile} failed"),
            "run it by hand; what it printed is not shown here, for it may be secret",
        ),
        _ if chain.contains("assume") || chain.contains("web identity") => failure(
            format!("the role{of_profile} can't be assumed"),
            "a role that wants an MFA code can't be used here: get a session first, and pass it through the environment",
        ),
        CredentialsError::InvalidConfiguration(_) if chain.contains("not defined") => failure(
            format!(
                "the profile{} is not defined",
                profile.map_or_else(String::new, |name| format!(" {name}"))
            ),
            "correct its name, or add it to ~/.aws/config",
        ),
        CredentialsError::InvalidConfiguration(_) => failure(
            format!("the AWS configuration{of_profile} can't be used"),
            "check ~/.aws/config and ~/.aws/credentials with `aws sts get-caller-identity`",
        ),
        _ => failure(
            format!("the credentials{of_profile} can't be had"),
            "try `aws sts get-caller-identity` with the same profile",
        ),
    }
}

/// A call failed, after all its retries.
pub fn of_call<E>(error: &SdkError<E>, call: &str, profile: Option<&str>) -> Problem
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let of_profile = of_profile(profile);
    let (failure, stops_all) = match error {
        SdkError::TimeoutError(_) => (
            failure(
                format!("AWS did not answer {call} in time"),
                "check the network and --endpoint-url; a proxy is taken from HTTPS_PROXY",
            ),
            true,
        ),
        SdkError::DispatchFailure(problem) => {
            let chain = chain(error);
            let advice = if chain.contains("tunnel") || chain.contains("proxy") {
                "the proxy that HTTPS_PROXY or HTTP_PROXY names refuses the connection; correct it, or except AWS with NO_PROXY"
            } else if chain.contains("certificate") {
                "its certificate isn't trusted; if your network inspects TLS, name its certificates with AWS_CA_BUNDLE"
            } else if problem.is_timeout() {
                "it did not answer in time; check the network, HTTPS_PROXY and --endpoint-url"
            } else {
                "check the network, HTTPS_PROXY, the region and --endpoint-url"
            };
            (
                failure(format!("AWS can't be reached for {call}"), advice),
                true,
            )
        }
        SdkError::ServiceError(context) => {
            let status = context.raw().status().as_u16();
            match context.err().code().unwrap_or_default() {
                "ExpiredToken"
                | "ExpiredTokenException"
                | "RequestExpired"
                | "TokenRefreshRequired" => (
                    failure(
                        format!("the credentials{of_profile} have expired"),
                        "get new ones, then run this again",
                    ),
                    true,
                ),
                code @ ("InvalidClientTokenId"
                | "UnrecognizedClientException"
                | "SignatureDoesNotMatch"
                | "InvalidSignatureException"
                | "IncompleteSignature"
                | "AuthFailure") => (
                    failure(
                        format!("AWS doesn't know the credentials{of_profile} ({code})"),
                        "check them with `aws sts get-caller-identity`, and the clock of this machine",
                    ),
                    true,
                ),
                code if is_denial(code, status) => (
                    failure(
                        format!("{call} is denied"),
                        format!(
                            "the credentials{of_profile} need that permission; README.md has the policy to attach"
                        ),
                    ),
                    false,
                ),
                "Throttling"
                | "ThrottlingException"
                | "TooManyRequestsException"
                | "RequestLimitExceeded"
                | "RequestThrottled"
                | "SlowDown" => (
                    spared_by(
                        RECORD,
                        failure(
                            format!("AWS throttled {call} for too long"),
                            "try again later",
                        ),
                    ),
                    false,
                ),
                code @ ("InvalidInput" | "PolicyEvaluation") => (
                    failure(
                        format!("AWS doesn't accept the policy ({code})"),
                        "check it with `aws accessanalyzer validate-policy`",
                    ),
                    false,
                ),
                "" if status < 500 => unreadable(call),
                code => (
                    failure(
                        format!("{call} failed with HTTP status {status} {code}").trim_end(),
                        "AWS may be in trouble; try again later",
                    ),
                    false,
                ),
            }
        }
        SdkError::ResponseError(_) => unreadable(call),
        _ => (
            failure(
                format!("{call} can't be asked"),
                "check --region, --endpoint-url and ~/.aws/config",
            ),
            true,
        ),
    };
    Problem { failure, stops_all }
}

fn is_denial(code: &str, status: u16) -> bool {
    matches!(
        code,
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation"
    ) || (code.is_empty() && status == 403)
}

/// What came back isn't what AWS answers; nor will it be the next time.
fn unreadable(call: &str) -> (Failure, bool) {
    let failure = failure(
        format!("the answer to {call} can't be read"),
        "check --endpoint-url and AWS_ENDPOINT_URL: this is not what AWS answers",
    );
    (failure, true)
}

/// All that an error and its causes say, in lower case: looked through, never shown.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text.to_lowercase()
}
