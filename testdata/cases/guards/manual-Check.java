class Check {
  boolean isOld(String resource) {
    return resource.equals("arn:aws:iam::*:mfa/${aws:username}")
        || resource.endsWith(":mfa/${aws:username}")
        || resource.replace("arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/*").isEmpty();
  }
}
