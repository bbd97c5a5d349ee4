read -p "MFA name: " x
aws sts get-session-token --serial-number "arn:aws:iam::$ACCOUNT:mfa/$x" --token-code 1
