data "aws_iam_policy_document" "x" {
  override_policy_documents = [var.overrides]
  statement {
    sid = "Mfa"
    actions = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/&{aws:username}"]
  }
}
