sh -c 'aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane'
ssh bastion "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane"
alias login='aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane'
