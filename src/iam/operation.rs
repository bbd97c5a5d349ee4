//! The operations that take an MFA device, by the names that the AWS CLI, the SDKs and the AWS Tools for PowerShell
//! give them.
//!
//! Source: AWS CLI Command Reference, STS and IAM API References, AWS Tools for PowerShell Cmdlet Reference.

/// The AWS CLI.
pub const CLI: &str = "aws";
/// The service that authenticates.
pub const STS: &str = "sts";
/// The service that manages devices.
pub const IAM: &str = "iam";

/// The AWS CLI's own command that signs in with a device.
pub const CONFIGURE: &str = "configure";
const MFA_LOGIN: &str = "mfa-login";

/// STS's operation that says who calls.
pub const GET_CALLER_IDENTITY: &str = "get-caller-identity";
const GET_SESSION_TOKEN: &str = "get-session-token";
const ASSUME_ROLE: &str = "assume-role";
/// The operations of STS that a script with a device in it runs.
pub const OF_STS: [&str; 3] = [GET_SESSION_TOKEN, ASSUME_ROLE, GET_CALLER_IDENTITY];

/// STS's operations that authenticate with a device, and the cmdlets that do.
const AUTHENTICATING: [&str; 2] = [GET_SESSION_TOKEN, ASSUME_ROLE];
const AUTHENTICATING_CMDLETS: [&str; 2] = ["get-stssessiontoken", "use-stsrole"];
/// IAM's operations that make or enable one, and the cmdlets that do.
const MAKING: [&str; 2] = ["create-virtual-mfa-device", "enable-mfa-device"];
const MAKING_CMDLETS: [&str; 2] = ["new-iamvirtualmfadevice", "enable-iammfadevice"];
/// How the names of all operations on devices end.
const MANAGING: [&str; 2] = ["-mfa-device", "-mfa-device-tags"];
const MANAGING_CMDLET: &str = "mfadevice";

/// What a call does with the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It authenticates with it: `sts get-session-token`, `sts assume-role`.
    Authenticate,
    /// It creates or enables it: `iam create-virtual-mfa-device`, `iam enable-mfa-device`. The name given there is
    /// right by definition.
    Make,
    /// It deactivates, removes, resynchronises or tags it: `iam resync-mfa-device` and its family.
    Manage,
    /// Another program's or service's `--serial-number`, which has nothing to do with MFA.
    Other,
}

impl Purpose {
    /// What an operation of a service of the AWS CLI does.
    pub fn of_operation(service: &str, operation: &str) -> Purpose {
        match service {
            STS if AUTHENTICATING.contains(&operation) => Purpose::Authenticate,
            CONFIGURE if operation == MFA_LOGIN => Purpose::Authenticate,
            IAM if MAKING.contains(&operation) => Purpose::Make,
            IAM if MANAGING.iter().any(|ending| operation.ends_with(ending)) => Purpose::Manage,
            _ => Purpose::Other,
        }
    }

    /// What a cmdlet does, whatever its letter case.
    pub fn of_cmdlet(name: &str) -> Purpose {
        let name = name.to_ascii_lowercase();
        if AUTHENTICATING_CMDLETS.contains(&name.as_str()) {
            Purpose::Authenticate
        } else if MAKING_CMDLETS.contains(&name.as_str()) {
            Purpose::Make
        } else if name.ends_with(MANAGING_CMDLET) {
            Purpose::Manage
        } else {
            Purpose::Other
        }
    }

    /// What the SDK's call does whose name stands last in a text of lower-case letters and digits.
    pub fn of_last_call(text: &str) -> Purpose {
        let authenticates = AUTHENTICATING
            .iter()
            .filter_map(|name| text.rfind(&name.replace('-', "")))
            .max();
        let manages = text.rfind(MANAGING_CMDLET);
        match manages {
            Some(at) if authenticates < Some(at) => {
                // The name of the operation ends so; what stands before tells what it does.
                let verb = &text[..at];
                let makes = MAKING
                    .iter()
                    .filter_map(|name| name.strip_suffix(MANAGING[0]));
                if makes
                    .into_iter()
                    .any(|name| verb.ends_with(&name.replace('-', "")))
                {
                    Purpose::Make
                } else {
                    Purpose::Manage
                }
            }
            _ if authenticates.is_some() => Purpose::Authenticate,
            _ => Purpose::Other,
        }
    }

    /// What an SDK's function or type of this name does, in lower-case letters and digits: the operation itself, or an
    /// object that describes a request for it.
    pub fn of_name(name: &str) -> Option<(Purpose, Names)> {
        let operation = |name: &str| {
            if AUTHENTICATING.iter().any(|known| is_named(known, name)) {
                Some(Purpose::Authenticate)
            } else if MAKING.iter().any(|known| is_named(known, name)) {
                Some(Purpose::Make)
            } else {
                None
            }
        };
        let of_call = CALL_ENDINGS
            .iter()
            .filter_map(|ending| name.strip_suffix(ending));
        let of_request = REQUEST_ENDINGS
            .iter()
            .filter_map(|ending| name.strip_suffix(ending));
        operation(name)
            .or_else(|| of_call.into_iter().find_map(operation))
            .map(|purpose| (purpose, Names::Operation))
            .or_else(|| {
                let purpose = of_request.into_iter().find_map(operation)?;
                Some((purpose, Names::Request))
            })
    }
}

/// Whether a word of a command, or the name of an SDK's function or type in letters and digits, names GetSessionToken.
pub fn is_get_session_token(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let endings = CALL_ENDINGS.iter().chain(&REQUEST_ENDINGS);
    let names = std::iter::once(name.as_str())
        .chain(endings.filter_map(|ending| name.strip_suffix(ending)));
    names.into_iter().any(|name| {
        name == GET_SESSION_TOKEN
            || name == AUTHENTICATING_CMDLETS[0]
            || is_named(GET_SESSION_TOKEN, name)
    })
}

/// What a name in an SDK names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// An operation: whoever calls it runs it.
    Operation,
    /// An object that says what is asked for.
    Request,
}

/// How SDKs' names of operations end beside the operation's own, and those of the objects that describe a request.
const CALL_ENDINGS: [&str; 3] = ["async", "withcontext", "paginator"];
const REQUEST_ENDINGS: [&str; 5] = ["command", "commandinput", "request", "input", "requesttype"];

fn is_named(operation: &str, name: &str) -> bool {
    operation.chars().filter(|c| *c != '-').eq(name.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Purpose::{Authenticate, Make, Manage, Other};

    #[test]
    fn an_operation_counts_in_its_own_service() {
        for (service, operation, purpose) in [
            ("sts", "get-session-token", Authenticate),
            ("sts", "assume-role", Authenticate),
            ("sts", "get-caller-identity", Other),
            ("configure", "mfa-login", Authenticate),
            ("configure", "get", Other),
            ("sts", "enable-mfa-device", Other),
            ("iam", "assume-role", Other),
            ("iam", "create-virtual-mfa-device", Make),
            ("iam", "enable-mfa-device", Make),
            ("iam", "delete-virtual-mfa-device", Manage),
            ("iam", "resync-mfa-device", Manage),
            ("iam", "list-mfa-device-tags", Manage),
            ("iam", "list-mfa-devices", Other),
            ("ec2", "enable-mfa-device", Other),
        ] {
            assert_eq!(
                Purpose::of_operation(service, operation),
                purpose,
                "{service} {operation}"
            );
        }
    }

    #[test]
    fn cmdlets_have_no_letter_case() {
        for (name, purpose) in [
            ("Get-STSSessionToken", Authenticate),
            ("use-stsrole", Authenticate),
            ("New-IAMVirtualMFADevice", Make),
            ("Enable-IAMMFADevice", Make),
            ("Disable-IAMMFADevice", Manage),
            ("Get-Item", Other),
        ] {
            assert_eq!(Purpose::of_cmdlet(name), purpose, "{name}");
        }
    }

    #[test]
    fn an_operation_and_its_request_are_told_apart() {
        let call = |purpose| Some((purpose, Names::Operation));
        let request = |purpose| Some((purpose, Names::Request));
        for (name, expected) in [
            ("assumerole", call(Authenticate)),
            ("getsessiontokenasync", call(Authenticate)),
            ("getsessiontokenwithcontext", call(Authenticate)),
            ("getsessiontokencommand", request(Authenticate)),
            ("assumeroleinput", request(Authenticate)),
            ("enablemfadevice", call(Make)),
            ("createvirtualmfadevicerequest", request(Make)),
            ("assertcalledoncewith", None),
            ("mockassumerole", None),
            ("assumeroleresponse", None),
        ] {
            assert_eq!(Purpose::of_name(name), expected, "{name}");
        }
    }

    #[test]
    fn get_session_token_is_told_from_the_others() {
        for (name, expected) in [
            ("get-session-token", true),
            ("Get-STSSessionToken", true),
            ("getSessionToken", true),
            ("getsessiontokencommand", true),
            ("getsessiontokenwithcontext", true),
            ("assume-role", false),
            ("assumerole", false),
            ("getsessiontokenresponse", false),
            ("forgetsessiontoken", false),
        ] {
            assert_eq!(is_get_session_token(name), expected, "{name}");
        }
    }

    #[test]
    fn the_last_call_of_a_text_counts() {
        for (text, purpose) in [
            ("", Other),
            ("constclient", Other),
            ("stsgetsessiontoken", Authenticate),
            ("stsassumerole", Authenticate),
            ("stsassumeroleiamresyncmfadevice", Manage),
            ("iamresyncmfadevicestsassumerole", Authenticate),
            ("iamenablemfadevice", Make),
            ("iamcreatevirtualmfadevice", Make),
            ("iamdeletevirtualmfadevice", Manage),
        ] {
            assert_eq!(Purpose::of_last_call(text), purpose, "{text}");
        }
    }
}
