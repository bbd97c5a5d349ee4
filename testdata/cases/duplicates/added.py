policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": ["arn:aws:iam::*:mfa/*"] + ["arn:aws:iam::*:mfa/${aws:username}"]}]}
iam.put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=json.dumps(policy))
