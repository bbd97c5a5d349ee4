resource "aws_iam_policy" "heredoc" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "iam:CreateVirtualMFADevice",
      "Resource": [
        "arn:aws:iam::${var.accounts["main"]}:mfa/$${aws:username}",
        "arn:aws:iam::${var.account_id}:user/$${aws:username}"
      ]
    }
  ]
}
EOF
}

resource "aws_iam_policy" "indented" {
  policy = <<-POLICY
    {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:iam::*:mfa/$${aws:username}"}}
    POLICY
}

resource "aws_iam_policy" "encoded" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        "Action" : ["iam:DeleteVirtualMFADevice"],
        Resource = "arn:aws:iam::${local.account_id}:mfa/$${aws:username}"
      },
    ]
  })
}

resource "aws_iam_policy" "one_line" {
  policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iam:TagMFADevice\", \"Resource\": \"arn:aws:iam::*:mfa/$${aws:username}\"}]}"
}

resource "null_resource" "login" {
  provisioner "local-exec" {
    command = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy --token-code ${var.code}"
  }
}
