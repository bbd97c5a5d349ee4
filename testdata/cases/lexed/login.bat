@echo off
rem aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy
rem The device arn:aws:iam::210987654321:mfa/deploy is gone.
aws sts get-session-token --serial-number arn:aws:iam::%ACCOUNT_ID%:mfa/%USERNAME% --token-code %1
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy --token-code %1
set MFA="arn:aws:iam::%ACCOUNT_ID%:mfa/%USERNAME%"
