package x

func f(c *fakeSTS) {
	c.GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String("arn:aws:iam::210987654321:mfa/jane"), TokenCode: code})
}
