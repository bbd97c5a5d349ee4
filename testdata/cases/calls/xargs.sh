echo arn:aws:iam::210987654321:mfa/jane | xargs -I{} aws sts get-session-token --serial-number {} --token-code 1
