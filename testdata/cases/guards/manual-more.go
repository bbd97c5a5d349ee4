package lint

func check(resource string) bool {
	if strings.HasSuffix(resource, ":mfa/${aws:username}") {
		return false
	}
	if resource != "arn:aws:iam::*:mfa/${aws:username}" {
		return true
	}
	switch resource {
	case "arn:aws:iam::*:mfa/${aws:username}":
		return false
	}
	return strings.ReplaceAll(resource, "arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/*") == resource
}
