resource "x" "y" {
  user_data = <<-EOF
#!/bin/bash
aws sts get-session-token --serial-number arn:aws:iam::${var.a}:mfa/$USER --token-code 1
aws sts get-session-token --serial-number arn:aws:iam::${var.a}:mfa/$USER --token-code 1
echo $${X}
EOF
}
