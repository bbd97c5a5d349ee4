const params = { SerialNumber: "arn:aws:iam::210987654321:mfa/jane", TokenCode: code };
await client.send(new GetSessionTokenCommand(params));
