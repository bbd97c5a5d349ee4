ID=$(aws sts get-caller-identity --output json | jq -r ".Arn | sub(\":user/\"; \":mfa/\")")
aws sts get-session-token --serial-number "$ID" --token-code "$1"
