package main

func policy() Document {
	statement := Statement{
		Effect:   "Allow",
		Action:   []string{"iam:CreateVirtualMFADevice"},
		Resource: "arn:aws:iam::*:mfa/${aws:username}",
	}
	statement.Effect = "Deny"
	return Document{Version: "2012-10-17", Statement: []Statement{statement}}
}
