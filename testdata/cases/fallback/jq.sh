jq -n --arg a "$A" '{Version:"2012-10-17",Statement:[{Effect:"Allow",Action:"iam:CreateVirtualMFADevice",Resource:"arn:aws:iam::\($a):mfa/${aws:username}"}]}'
