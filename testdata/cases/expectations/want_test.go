package x
func TestA(t *testing.T) {
	want := &sts.GetSessionTokenInput{SerialNumber: aws.String("arn:aws:iam::210987654321:mfa/jane")}
	if diff := cmp.Diff(want, got); diff != "" { t.Fatal(diff) }
}
