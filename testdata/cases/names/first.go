package a
func f() string { out, _ := c.ListMFADevices(ctx, in); return *out.MFADevices[0].SerialNumber }
