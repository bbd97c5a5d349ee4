data "aws_iam_policy_document" "x" {
  version = "2008-10-17"
  statement {
    actions = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}
