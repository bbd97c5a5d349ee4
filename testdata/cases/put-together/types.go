package policies

var own = fmt.Sprintf("arn:aws:iam::%s:%s/%s", account, "mfa", "${aws:username}")
var user = fmt.Sprintf("arn:aws:iam::%s:%s/%s", account, "user", "${aws:username}")
var all = Statement{Effect: "Allow", Action: []string{"iam:CreateVirtualMFADevice"}, Resource: fmt.Sprintf("arn:aws:iam::%s:mfa/%s", account, "${aws:username}")}
