CMD="aws sts get-session-token"
CMD="$CMD --serial-number arn:aws:iam::210987654321:mfa/jane"
eval "$CMD"
