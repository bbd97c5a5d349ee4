let serial = $"arn:aws:iam::($account):mfa/($env.USER)"
aws sts get-session-token --serial-number $serial
