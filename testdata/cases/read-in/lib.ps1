$Serial = "arn:aws:iam::210987654321:mfa/deploy"
function Login($c) { Get-STSSessionToken -SerialNumber $Serial -TokenCode $c }
