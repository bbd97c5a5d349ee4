resource "aws_organizations_policy" "mfa" {
  content = data.aws_iam_policy_document.mfa.json
}

data "aws_iam_policy_document" "mfa" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
}

data "aws_iam_policy_document" "base" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}
