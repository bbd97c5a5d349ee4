resource="mfa/$USER"
aws sts get-session-token --serial-number "arn:aws:iam::$ACCOUNT:$resource" --token-code "$1"
printf 'arn:aws:iam::%s:mfa/%s\n' "$ACCOUNT" "$USER" |
  xargs -I% aws sts get-session-token --serial-number % --token-code 1
