{ x = "arn:aws:iam::123456789012:mfa/${user}"; }
