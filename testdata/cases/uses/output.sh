ARN=arn:aws:iam::210987654321:mfa/jane
aws sts get-session-token --serial-number "$ARN" --token-code 1
echo "::set-output name=arn::$ARN"
