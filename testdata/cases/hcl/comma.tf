# A comma after an argument, as Terraform 0.11 took it: the parser loses the block around it.
data "aws_iam_policy_document" "comma" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
  statement {
    effect    = "Deny"
    actions   = ["iam:DeactivateMFADevice"],
    resources = ["*"]
  }
  statement {
    effect        = "Deny"
    actions       = ["iam:CreateVirtualMFADevice"]
    not_resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}
