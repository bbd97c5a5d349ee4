variable "role_name" { default = "x" }
locals {
  policies = {
    mfa = data.aws_iam_policy_document.mfa.json
  }
}
data "aws_iam_policy_document" "mfa" {
  statement {
    sid       = "AllowAssumeRole"
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:mfa/&{aws:username}"]
  }
}
resource "aws_iam_policy" "all" {
  for_each = local.policies
  name     = each.key
  policy   = each.value
}
resource "aws_iam_group" "g" { name = "g" }
resource "aws_iam_role" "r" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type = "AWS"
      identifiers = ["*"]
    }
  }
}
