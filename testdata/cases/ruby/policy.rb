# arn:aws:iam::*:mfa/${aws:username}
statement = {
  Effect: 'Allow',
  Action: %w[iam:CreateVirtualMFADevice],
  'Resource' => ["arn:aws:iam::#{account}:mfa/${aws:username}", 'arn:aws:iam::' + account + ':mfa/${aws:username}', FnJoin('', ['arn:aws:iam::', Ref('AWS::AccountId'), ':mfa/${aws:username}'])],
}
document = <<~JSON
  {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::#{account}:mfa/${aws:username}"}]}
JSON
sts.get_session_token(serial_number: "arn:aws:iam::210987654321:mfa/deploy", token_code: code)
sts.get_session_token(serial_number: "arn:aws:iam::#{account}:mfa/#{user}", token_code: code)
serial = arn.sub(':user/', ':mfa/')
