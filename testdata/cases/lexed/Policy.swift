let serial = "arn:aws:iam::\(account):mfa/\(user)"
let resource = "arn:aws:iam::*:mfa/${aws:username}"
