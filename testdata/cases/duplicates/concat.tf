resource "aws_iam_group_policy" "a" {
  group = "x"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:CreateVirtualMFADevice"], Resource = concat(["arn:aws:iam::*:mfa/*"], ["arn:aws:iam::*:mfa/$${aws:username}"]) }]
  })
}
