locals { deny_statements = [{ actions = ["iam:CreateVirtualMFADevice"], resources = ["arn:aws:iam::*:mfa/$${aws:username}"] }] }
data "aws_iam_policy_document" "d" {
  version = "2008-10-17"
  dynamic "statement" {
    for_each = local.x
    content {
      actions   = ["iam:CreateVirtualMFADevice"]
      resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
    }
  }
}
module "deny_mfa" {
  actions = ["iam:CreateVirtualMFADevice"]
  resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
}
data "aws_iam_policy_document" "e" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::111111111111:mfa/*", "arn:aws:iam::222222222222:mfa/$${aws:username}"]
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:*", "arn:aws:iam::222222222222:mfa/$${aws:username}"]
  }
}
resource "x" "y" {
  policy = jsonencode({ Statement = [merge({Effect="Allow",Action="iam:CreateVirtualMFADevice",Resource="arn:aws:iam::*:mfa/$${aws:username}"},{Effect="Deny"})] })
}
