{
  a = ''{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:TagMFADevice", "Resource": "arn:aws:iam::*:mfa/''${aws:username}"}}'';
  b = "arn:aws:iam::${account}:mfa/${user}";
  c = "arn:aws:iam::*:mfa/\${aws:username}";
}
