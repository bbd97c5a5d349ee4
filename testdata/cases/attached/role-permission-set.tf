data "aws_iam_policy_document" "mfa" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}

resource "aws_ssoadmin_permission_set_inline_policy" "dev" {
  inline_policy      = data.aws_iam_policy_document.mfa.json
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.dev.arn
}
