package main

func put(svc *iam.IAM) {
	document := `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}`
	svc.PutRolePolicy(&iam.PutRolePolicyInput{
		PolicyDocument: aws.String(document),
		PolicyName:     aws.String("mfa"),
		RoleName:       aws.String("admin"),
	})
}
