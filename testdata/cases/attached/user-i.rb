policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/${aws:username}" }] }
iam.put_group_policy(group_name: "g", policy_name: "mfa", policy_document: JSON.generate(policy))
