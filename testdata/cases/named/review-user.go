package main

var p = map[string]interface{}{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": fmt.Sprintf("arn:aws:iam::%s:mfa/%s", account, user)}
