AWSCMD="aws sts get-session-token"
D=arn:aws:iam::210987654321:mfa/jane
$AWSCMD --serial-number "$D" --token-code 1
