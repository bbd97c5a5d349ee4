cat > policy.json <<'EOF'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
EOF
jq '.Statement[0].Effect = "Deny"' policy.json > denied.json
