$MfaArn = "arn:aws:iam::210987654321:mfa/jane"
Get-STSSessionToken -SerialNumber $MfaArn -TokenCode $code
$user = $mfaArn.Split('/')[-1]
