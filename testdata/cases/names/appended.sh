ARN="arn:aws:iam::123456789012:mfa/"
ARN+=$USER
aws sts get-session-token --serial-number "$ARN"
