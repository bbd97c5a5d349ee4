ARN=$(aws sts get-caller-identity --query Arn --output text)
aws sts get-session-token --serial-number "$ARN"
