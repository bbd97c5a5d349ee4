package login

var device = arn.ARN{Partition: "aws", Service: "iam", AccountID: account, Resource: "mfa/" + user}.String()
var other = arn.ARN{Partition: "aws", Service: "iam", AccountID: account, Resource: fmt.Sprintf("mfa/%s", user)}
