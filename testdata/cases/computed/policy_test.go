package policy

var want = Statement{Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/${aws:username}"}
