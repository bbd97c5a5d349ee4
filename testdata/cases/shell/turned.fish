set serial (aws sts get-caller-identity --query Arn --output text | string replace user mfa)
aws sts get-session-token --serial-number $serial --token-code $argv[1]
