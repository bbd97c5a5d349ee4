#!/bin/bash
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code 123456
aws --profile p --region eu-west-1 sts get-session-token --duration-seconds 900 \
    --token-code "$CODE" \
    --serial-number=arn:aws:iam::999999999999:mfa/own-user
eval "$(aws sts assume-role --role-arn "$ROLE" --role-session-name x \
  --serial-number 'arn:aws:iam::999999999999:mfa/own-user' | jq -r .Credentials)"
X=`aws sts get-session-token --serial-number "arn:aws:iam::999999999999:mfa/own-user"`
alias mfa='aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user --token-code'
login() { aws-vault exec p -- aws sts get-session-token --serial-number="arn:aws:iam::999999999999:mfa/own-user" "$@"; }
bash -c "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user"
cmd=(aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user); "${cmd[@]}"
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/phone-of-bob # right
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/several
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/only-keys
aws sts get-session-token --serial-number arn:aws:iam::999999999999:u2f/user/only-keys/key-XYZ
aws sts get-session-token --serial-number arn:aws:iam::888888888888:mfa/own-user
aws sts get-session-token --serial-number arn:aws:iam::313043889199:mfa/nobody
aws sts get-session-token --serial-number GAHT12345678
aws sts get-session-token --serial-number GAHT99999999
aws sts get-session-token --serial-number arn-of-the-mfa-device
