echo -n "Enter the name of your MFA device: "
read -r name
aws sts get-session-token --serial-number "arn:aws:iam::210987654321:mfa/$name" --token-code "$1"
