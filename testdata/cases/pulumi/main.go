package main

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		own, err := iam.GetPolicyDocument(ctx, &iam.GetPolicyDocumentArgs{
			Statements: []iam.GetPolicyDocumentStatement{
				{
					Effect:    pulumi.StringRef("Allow"),
					Actions:   []string{"iam:CreateVirtualMFADevice"},
					Resources: []string{"arn:aws:iam::*:mfa/${aws:username}"},
				},
			},
		}, nil)
		if err != nil {
			return err
		}
		_, err = iam.NewGroupPolicy(ctx, "own", &iam.GroupPolicyArgs{Group: pulumi.String("staff"), Policy: pulumi.String(own.Json)})
		return err
	})
}
