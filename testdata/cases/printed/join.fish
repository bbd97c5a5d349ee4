set serial (string join / arn:aws:iam::210987654321:mfa $USER)
aws sts get-session-token --serial-number $serial --token-code $argv[1]
