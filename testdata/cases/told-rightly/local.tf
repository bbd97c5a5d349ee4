locals {
  me = "$${aws:username}"
}
data "aws_iam_policy_document" "own" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/${local.me}"]
  }
}
