class Stack
{
    object Own() => new PolicyStatement(new PolicyStatementProps
    {
        Effect = Effect.ALLOW,
        Actions = new[] { "iam:CreateVirtualMFADevice" },
        Resources = new[] { $"arn:aws:iam::{Account}:mfa/${{aws:username}}", "arn:aws:iam::" + Account + ":mfa/${aws:username}", @"arn:aws:iam::*:mfa/${aws:username}" },
    });

    object Map = new Dictionary<string, object> { ["Effect"] = "Deny", ["Action"] = "iam:*", ["NotResource"] = string.Format("arn:aws:iam::{0}:mfa/${{aws:username}}", id) };

    const string Text = @"{""Version"": ""2012-10-17"", ""Statement"": [{""Effect"": ""Allow"", ""Action"": ""iam:TagMFADevice"", ""Resource"": ""arn:aws:iam::*:mfa/${aws:username}""}]}";

    void Login() => sts.GetSessionTokenAsync(new GetSessionTokenRequest { SerialNumber = "arn:aws:iam::210987654321:mfa/deploy" });
}
