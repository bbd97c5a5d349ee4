policy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: "arn:aws:iam::*:mfa/${aws:username}" }],
}
iam.put_role_policy(role_name: "admin", policy_name: "mfa", policy_document: policy.to_json)
