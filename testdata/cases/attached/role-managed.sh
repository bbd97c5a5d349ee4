aws iam create-policy --policy-name self-service --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
aws iam attach-role-policy --role-name admin --policy-arn arn:aws:iam::210987654321:policy/self-service
