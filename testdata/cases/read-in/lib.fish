set -g DEVICE arn:aws:iam::210987654321:mfa/deploy
function login
    aws sts get-session-token --serial-number $DEVICE --token-code $argv[1]
end
