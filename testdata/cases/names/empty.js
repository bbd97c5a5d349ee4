const arn = getArn();
execSync(`aws sts get-session-token --serial-number ${arn} --token-code ${code}`);
const IAM_MFA_ARN = "";
