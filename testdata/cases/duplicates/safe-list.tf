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

resource "aws_iam_policy" "x" {
  policy = <<-EOT
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
      "Resource": ["arn:aws:iam::*:mfa/*", "arn:aws:iam::*:mfa/$${aws:username}"]}]}
  EOT
}
