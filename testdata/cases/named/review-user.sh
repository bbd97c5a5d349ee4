aws iam put-user-policy --user-name "$USER_NAME" --policy-name mfa --policy-document "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iam:CreateVirtualMFADevice\", \"Resource\": \"arn:aws:iam::*:mfa/$USER_NAME\"}]}"
cat > p.json <<EOF
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${USER_NAME}"}]}
EOF
