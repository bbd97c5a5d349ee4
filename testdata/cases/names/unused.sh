ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
MFA="arn:aws:iam::$ACCOUNT:mfa/$USER"
aws sts get-session-token --serial-number "$MFA" --token-code 1
