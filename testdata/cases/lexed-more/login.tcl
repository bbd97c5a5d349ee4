exec aws sts get-session-token --serial-number arn:aws:iam::${account}:mfa/$::env(USER) --token-code [lindex $argv 0]
