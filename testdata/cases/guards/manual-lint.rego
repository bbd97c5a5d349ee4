package policy
deny[msg] { input.Resource == "arn:aws:iam::*:mfa/${aws:username}"; msg := "old" }
