module "admin" {
  source = "terraform-aws-modules/iam/aws//modules/iam-assumable-role"

  custom_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreateVirtualMFADevice", Resource = "arn:aws:iam::*:mfa/$${aws:username}" }]
  })
}

module "base" {
  source           = "./base"
  role_policy_json = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreateVirtualMFADevice", Resource = "arn:aws:iam::*:mfa/$${aws:username}" }]
  })
}
