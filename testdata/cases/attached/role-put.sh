aws iam put-role-policy --role-name admin --policy-name mfa --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'

cat > /tmp/policy.json <<'EOF'
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]
}
EOF
aws iam put-role-policy --role-name admin --policy-name mfa2 --policy-document file:///tmp/policy.json

POLICY='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
aws iam put-role-policy --role-name admin --policy-name mfa3 --policy-document "$POLICY"
