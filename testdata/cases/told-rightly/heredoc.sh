pwsh -Command - <<'P'
$user = 'x'
aws sts get-session-token --serial-number "arn:aws:iam::640912735518:mfa/$user" --token-code 1
P
fish <<'F'
aws sts get-session-token --serial-number arn:aws:iam::640912735518:mfa/(whoami) --token-code 1
F
fish <<'F'
aws sts get-session-token --serial-number arn:aws:iam::640912735518:mfa/$USER --token-code 1
F
