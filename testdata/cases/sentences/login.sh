# aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy --token-code "$1"
# The robot's device was arn:aws:iam::210987654321:mfa/deploy.
echo "You can't use arn:aws:iam::*:mfa/\${aws:username} here, it isn't right any more"
