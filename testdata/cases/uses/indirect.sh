MFA_DEVICE=arn:aws:iam::210987654321:mfa/jane
name=${1}_DEVICE
user=${!name##*/}
aws sts get-session-token --serial-number "$MFA_DEVICE" --token-code "$1"
