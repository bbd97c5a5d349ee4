resource "aws_iam_policy" "mfa" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreateVirtualMFADevice", Resource = "arn:aws:iam::*:mfa/$${aws:username}" }]
  })
}

resource "aws_iam_policy_attachment" "mfa" {
  name       = "mfa"
  users      = [aws_iam_user.a.name]
  roles      = []
  policy_arn = aws_iam_policy.mfa.arn
}
