ARN=arn:aws:iam::210987654321:mfa/jane
args=(--serial-number "$ARN" --token-code "$1")
aws sts get-session-token "${args[@]}"
