package a
func f() {
	group.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("iam:CreateVirtualMFADevice"),
		Resources: jsii.Strings("arn:aws:iam::*:mfa/*", "arn:aws:iam::*:mfa/${aws:username}"),
	}))
}
