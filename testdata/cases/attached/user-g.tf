module "iam_group_mfa" {
  source  = "terraform-aws-modules/iam/aws//modules/iam-group-with-policies"
  version = "~> 5"
  name    = "mfa"
  custom_group_policies = [{
    name   = "mfa"
    policy = data.aws_iam_policy_document.m.json
  }]
}
data "aws_iam_policy_document" "m" {
  source_policy_documents = [data.aws_iam_policy_document.n.json]
}
data "aws_iam_policy_document" "n" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = [format("arn:aws:iam::%s:mfa/$${aws:username}", local.account)]
  }
}
