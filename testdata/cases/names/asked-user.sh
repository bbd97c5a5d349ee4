echo -n "Enter your user name for MFA: "
read -r name
aws sts get-session-token --serial-number "arn:aws:iam::210987654321:mfa/$name" --token-code "$1"
