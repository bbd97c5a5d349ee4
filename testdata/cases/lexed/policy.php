<?php
$policy = <<<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}}
JSON;
$result = $sts->getSessionToken(['SerialNumber' => 'arn:aws:iam::' . $account . ':mfa/' . $user]);
$result = $sts->getSessionToken(['SerialNumber' => 'arn:aws:iam::210987654321:mfa/deploy']);
