setlocal enabledelayedexpansion
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/!user! --token-code %1
