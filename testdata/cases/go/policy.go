package policy

import "fmt"

// Resource: "arn:aws:iam::*:mfa/${aws:username}"
var own = awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
	Effect:    awsiam.Effect_ALLOW,
	Actions:   jsii.Strings("iam:CreateVirtualMFADevice"),
	Resources: jsii.Strings("arn:aws:iam::*:mfa/${aws:username}", `arn:aws:iam::1:mfa/${aws:username}`),
})

var document = PolicyDocument{
	Version: "2012-10-17",
	Statement: []StatementEntry{
		{Effect: "Allow", Action: []string{"iam:DeleteVirtualMFADevice"}, Resource: "arn:aws:iam::" + account + ":mfa/${aws:username}"},
		{Effect: "Deny", Action: []string{"iam:TagMFADevice"}, Resource: fmt.Sprintf("arn:aws:iam::%s:mfa/${aws:username}", account)},
	},
}

var joined = PolicyStatement{Effect: "Allow", Action: "iam:TagMFADevice", Resource: strings.Join([]string{"arn:aws:iam:", account, "mfa/${aws:username}"}, ":")}

var folder = "mfa/${aws:username}"

const text = `{"Version": "2012-10-17", "Statement": [
	{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}`

func login() {
	sts.GetSessionToken(&sts.GetSessionTokenInput{SerialNumber: aws.String("arn:aws:iam::210987654321:mfa/deploy")})
	sts.GetSessionToken(&sts.GetSessionTokenInput{SerialNumber: aws.String(fmt.Sprintf("arn:aws:iam::%s:mfa/%s", account, user))})
	serial := strings.Replace(arn, ":user/", ":mfa/", 1)
}
