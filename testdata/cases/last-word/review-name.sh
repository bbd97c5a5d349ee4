ARN=arn:aws:iam::640912735518:mfa/odile
echo "$ARN"
USER_NAME=${_##*/}
aws sts get-session-token --serial-number "$ARN" --token-code "$1"
