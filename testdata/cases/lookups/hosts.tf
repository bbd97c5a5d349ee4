resource "null_resource" "login" {
  provisioner "local-exec" {
    command = "aws sts get-session-token --serial-number arn:aws:iam::1:mfa/$USER"
  }
}
