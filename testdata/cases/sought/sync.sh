cat > policy.json <<'P'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
P
if [ "$(aws iam get-user-policy --user-name x --policy-name y --query 'PolicyDocument.Statement[0].Resource' --output text)" != 'arn:aws:iam::*:mfa/${aws:username}' ]; then
  aws iam put-user-policy --user-name x --policy-name y --policy-document file://policy.json
fi
