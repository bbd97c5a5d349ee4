data "aws_iam_policy_document" "x" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/${aws_iam_virtual_mfa_device.this.virtual_mfa_device_name}"]
  }
}
