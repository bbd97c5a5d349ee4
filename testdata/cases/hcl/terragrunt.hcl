inputs = {
  policy_statements = [{
    effect    = "Allow"
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }]
}
