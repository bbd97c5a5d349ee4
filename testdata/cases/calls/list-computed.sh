args=()
args+=(--serial-number "arn:aws:iam::$ACCOUNT:mfa/$USER")
aws sts get-session-token "${args[@]}"
