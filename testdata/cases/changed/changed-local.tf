locals {
  statement = {
    Effect   = "Allow"
    Action   = "iam:CreateVirtualMFADevice"
    Resource = "arn:aws:iam::*:mfa/$${aws:username}"
  }
}

resource "aws_iam_policy" "mfa" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.statement, { Effect = "Deny" })]
  })
}
