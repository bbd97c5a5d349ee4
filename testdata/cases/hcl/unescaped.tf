resource "aws_iam_policy" "a" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]
}
EOF
}
resource "aws_iam_policy" "b" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{Effect = "Allow", Action = "iam:EnableMFADevice", Resource = "arn:aws:iam::*:mfa/${aws:username}"}]
  })
}
resource "aws_iam_policy" "c" {
  policy = "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iam:EnableMFADevice\", \"Resource\": \"arn:aws:iam::*:mfa/${aws:username}\"}]}"
}
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["iam:EnableMFADevice"]
    resources = ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]
  }
}
