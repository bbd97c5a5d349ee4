data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iam:*MFA*"]
    resources = formatlist("arn:aws:iam::*:%s/$${aws:username}", ["mfa", "user"])
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = [format("arn:aws:iam::%s:mfa/%s", var.account, "$${aws:username}")]
  }
  statement {
    actions   = ["iam:GetUser"]
    resources = ["arn:aws:iam::*:${var.kind}/$${aws:username}"]
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:${var.kind}/$${aws:username}"]
  }
}
