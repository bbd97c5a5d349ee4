$own = "arn:aws:iam::{0}:mfa/{1}" -f $account, '${aws:username}'
