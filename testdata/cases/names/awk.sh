SERIAL=$(aws iam get-user --query User.Arn --output text | awk -F/ '{print "arn:aws:iam::123456789012:mfa/" $2}')
aws sts get-session-token --serial-number "$SERIAL"
