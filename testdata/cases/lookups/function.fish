function login
  set -l account (aws sts get-caller-identity --query Account --output text)
  aws sts get-session-token --serial-number "arn:aws:iam::$account:mfa/$USER" --token-code $argv[1]
end
