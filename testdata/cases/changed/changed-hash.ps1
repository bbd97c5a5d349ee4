$statement = @{ Effect = 'Allow'; Action = 'iam:CreateVirtualMFADevice'; Resource = 'arn:aws:iam::*:mfa/${aws:username}' }
$statement.Effect = 'Deny'
