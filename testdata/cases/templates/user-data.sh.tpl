#!/bin/bash
ACCOUNT=${account_id}
aws sts get-session-token --serial-number arn:aws:iam::$${ACCOUNT}:mfa/$${USER}
aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/deploy
cat > /tmp/policy.json <<'END'
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:TagMFADevice", "Resource": "arn:aws:iam::${account_id}:mfa/$${aws:username}"}]}
END
