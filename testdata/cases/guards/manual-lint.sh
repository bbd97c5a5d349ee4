grep -rF 'arn:aws:iam::*:mfa/${aws:username}' policies && exit 1
sed -i 's#arn:aws:iam::*:mfa/${aws:username}#arn:aws:iam::*:mfa/*#' policy.json
if [[ "$RESOURCE" == 'arn:aws:iam::*:mfa/${aws:username}' ]]; then exit 1; fi
