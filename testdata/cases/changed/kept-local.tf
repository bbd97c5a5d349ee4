locals {
  statements = [{
    Effect   = "Allow"
    Action   = "iam:CreateVirtualMFADevice"
    Resource = "arn:aws:iam::*:mfa/$${aws:username}"
  }]
}

resource "aws_iam_policy" "mfa" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.statements, var.more)
  })
}
