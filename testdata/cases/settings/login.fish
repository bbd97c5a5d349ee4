set -x MFA_ARN "arn:aws:iam::210987654321:mfa/deploy"
aws sts get-session-token --serial-number $MFA_ARN --token-code (read)
set -l derived arn:aws:iam::$account:mfa/$USER
aws sts get-session-token --serial-number $derived
aws sts get-session-token --serial-number (aws iam list-mfa-devices --query 'MFADevices[0].SerialNumber' --output text)
