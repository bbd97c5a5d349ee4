fn main() {
    let serial = format!("arn:aws:iam::{account}:mfa/{}", user);
    let resource = "arn:aws:iam::*:mfa/${aws:username}"; // IAM's own variable
    let c = 'm';
}
