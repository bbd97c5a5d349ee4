class Parts {
    String serial() {
        return String.join(":", "arn", "aws", "iam", "", account, "mfa/" + user);
    }
}
