data "aws_iam_policy_document" "x" {
  statement {
    effect = local.allow
    actions = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
  statement {
    actions = ["iam:CreateVirtualMFADevice"]
    not_actions = []
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
  statement {
    actions = var.y ? ["iam:CreateVirtualMFADevice"] : ["iam:DeleteVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
  statement {
    actions = concat(["iam:CreateVirtualMFADevice"], ["iam:DeleteVirtualMFADevice"])
    resources = var.y ? ["arn:aws:iam::*:mfa/$${aws:username}"] : ["*"]
  }
  statement {
    actions = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}", "*"]
  }
}
