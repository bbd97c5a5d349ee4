# A function runs when its user calls it.
mfa() {
  aws sts get-session-token --serial-number "arn:aws:iam::210987654321:mfa/$USER" --token-code "$1"
}
