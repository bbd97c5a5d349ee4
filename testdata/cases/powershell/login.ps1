# arn:aws:iam::*:mfa/${aws:username}
$arn = "arn:aws:iam::210987654321:mfa/deploy"
aws sts get-session-token --serial-number $arn --token-code 123456
Get-STSSessionToken -SerialNumber "arn:aws:iam::210987654321:mfa/deploy" -TokenCode $code
$serial = "arn:aws:iam::$($account):mfa/$user"
$serial = (aws sts get-caller-identity --query Arn --output text).Replace('user', 'mfa')
$serial = $identity.Arn -replace ':user/', ':mfa/'
Enable-IAMMFADevice -SerialNumber "arn:aws:iam::210987654321:mfa/deploy"
$statement = @{ Effect = "Allow"; Action = @("iam:CreateVirtualMFADevice", "iam:TagMFADevice"); Resource = 'arn:aws:iam::*:mfa/${aws:username}' }
$other = @{ Effect = "Deny"; Action = "iam:*"; Resource = "arn:aws:iam::$($account):mfa/`${aws:username}" }
$policy = @'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:TagMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}
'@
