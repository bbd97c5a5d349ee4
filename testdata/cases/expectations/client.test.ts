expect(sts).toHaveReceivedCommandWith(GetSessionTokenCommand, { SerialNumber: "arn:aws:iam::210987654321:mfa/jane" });
