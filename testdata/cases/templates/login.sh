aws sts get-session-token --serial-number arn:aws:iam::{{ account }}:mfa/{{ user }} --token-code "$1"
aws sts get-session-token --serial-number "arn:aws:iam::{{ account }}:mfa/{{ user }}" --token-code "$1"
