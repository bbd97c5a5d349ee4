resource "aws_iam_user" "joe" {
  name                 = "joe"
  permissions_boundary = aws_iam_policy.bounds.arn
}

resource "aws_iam_policy" "bounds" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreateVirtualMFADevice", Resource = "arn:aws:iam::*:mfa/$${aws:username}" }]
  })
}
