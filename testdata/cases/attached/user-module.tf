module "mfa" {
  source = "terraform-aws-modules/iam/aws//modules/iam-policy"
  name   = "mfa"
  policy = data.aws_iam_policy_document.mfa.json
}

module "staff" {
  source = "terraform-aws-modules/iam/aws//modules/iam-group-with-policies"
  custom_group_policy_arns = [module.mfa.arn]
}

data "aws_iam_policy_document" "mfa" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
  statement {
    actions   = ["sts:AssumeRole"]
    resources = [aws_iam_role.admin.arn]
  }
}
