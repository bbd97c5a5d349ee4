MFA_DEVICE=arn:aws:iam::210987654321:mfa/jane
set > state
aws sts get-session-token --serial-number "$MFA_DEVICE" --token-code "$1"
