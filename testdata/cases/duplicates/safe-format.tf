data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = [format("arn:aws:iam::%s:mfa/*", var.a), format("arn:aws:iam::%s:mfa/$${aws:username}", var.a)]
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = [format("arn:aws:iam::%s:mfa/*", var.b), format("arn:aws:iam::%s:mfa/$${aws:username}", var.a)]
  }
}
