#!/usr/bin/env bash
cat > quoted.json <<'EOF'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
  "Resource": "arn:aws:iam::*:mfa/${aws:username}"}}
EOF
cat > escaped.json <<EOF
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
  "Resource": "arn:aws:iam::${ACCOUNT}:mfa/\${aws:username}"}}
EOF
cat > unescaped.json <<-EOF
	{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
	  "Resource": "arn:aws:iam::$ACCOUNT:mfa/${aws:username}"}}
EOF
POLICY='{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}}'
POLICY="{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"iam:CreateVirtualMFADevice\", \"Resource\": \"arn:aws:iam::*:mfa/\${aws:username}\"}}"
# "Resource": "arn:aws:iam::*:mfa/${aws:username}"
bash <<'SH'
aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user
SH
