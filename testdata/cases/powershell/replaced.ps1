$serial = (Get-STSCallerIdentity).Arn.Replace(':user/', ':mfa/')
Get-STSSessionToken -SerialNumber $serial -TokenCode $code
