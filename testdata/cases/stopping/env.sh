# Sourced by the other scripts.
export AWS_REGION=eu-west-1
export MFA_SERIAL="arn:aws:iam::210987654321:mfa/$USER"
