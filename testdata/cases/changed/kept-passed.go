package main

func create(svc *iam.IAM) error {
	policy := Document{
		Version: "2012-10-17",
		Statement: []Statement{{
			Effect:   "Allow",
			Action:   []string{"iam:CreateVirtualMFADevice"},
			Resource: "arn:aws:iam::*:mfa/${aws:username}",
		}},
	}
	body, err := json.Marshal(&policy)
	if err != nil {
		return err
	}
	_, err = svc.CreatePolicy(&iam.CreatePolicyInput{PolicyDocument: aws.String(string(body))})
	return err
}
