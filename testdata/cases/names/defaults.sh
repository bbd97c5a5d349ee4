IAM_MFA_ARN=""
aws sts get-session-token --serial-number "$IAM_MFA_ARN" --token-code 1
MFA="${MFA:-arn:aws:iam::210987654321:mfa/jane-laptop}"
aws sts get-session-token --serial-number "$MFA" --token-code 1
aws sts get-session-token --serial-number "${X:-arn:aws:iam::210987654321:mfa/jane-laptop}" --token-code 1
Y="${1:-arn:aws:iam::210987654321:mfa/jane}"
