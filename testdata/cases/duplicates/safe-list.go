package main

var statement = Statement{
	Effect: "Allow",
	Action: []string{"iam:CreateVirtualMFADevice"},
	Resource: []string{
		"arn:aws:iam::*:mfa/*",
		"arn:aws:iam::*:mfa/${aws:username}",
	},
}
