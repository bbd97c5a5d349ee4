data "aws_iam_policy_document" "x" {
  statement {
    actions = ["iam:CreateVirtualMFADevice"]
    resources = [
      "arn:aws:iam::*:mfa/*",
      "arn:aws:iam::*:mfa/$${aws:username}",
    ]
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}", "arn:aws:iam::*:mfa/&{aws:username}"]
  }
}
