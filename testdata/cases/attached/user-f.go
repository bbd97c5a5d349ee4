package main

const selfManage = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}`

func main() {
	group, _ := iam.NewGroup(ctx, "g", nil)
	iam.NewGroupPolicy(ctx, "mfa", &iam.GroupPolicyArgs{Group: group.Name, Policy: pulumi.String(selfManage)})
	iam.NewRole(ctx, "r", &iam.RoleArgs{AssumeRolePolicy: pulumi.String(trust)})
}
