POLICY='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
echo "$POLICY"
aws iam put-group-policy --group-name staff --policy-name mfa --policy-document "$POLICY"

cat > /tmp/policy.json <<'EOF'
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]
}
EOF
aws iam create-policy --policy-name self --policy-document file:///tmp/policy.json
aws iam put-role-policy --role-name admin --policy-name other --policy-document file:///tmp/other.json
