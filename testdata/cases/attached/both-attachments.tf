locals {
  statement = {
    Effect   = "Allow"
    Action   = "iam:CreateVirtualMFADevice"
    Resource = "arn:aws:iam::*:mfa/$${aws:username}"
  }
}

resource "aws_iam_policy" "mfa" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [local.statement] })
}

resource "aws_iam_group_policy_attachment" "staff" {
  group      = "staff"
  policy_arn = aws_iam_policy.mfa.arn
}

resource "aws_iam_role_policy_attachment" "ci" {
  role       = "ci"
  policy_arn = aws_iam_policy.mfa.arn
}
