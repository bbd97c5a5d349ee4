resource "null_resource" "login" {
  provisioner "local-exec" {
    interpreter = ["PowerShell", "-Command"]
    command     = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/$user --token-code $code"
  }
}
