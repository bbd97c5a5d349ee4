const endpoint = process.env.STS;
const client = new STSClient({ endpoint });
await client.send(new GetSessionTokenCommand({ SerialNumber: 'arn:aws:iam::210987654321:mfa/jane', TokenCode: code }));
