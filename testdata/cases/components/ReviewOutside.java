class Policies {
    String own = getStack().formatArn(ArnComponents.builder().service("iam").region("").resource("mfa").resourceName("${aws:username}").build());
    String users = getStack().formatArn(ArnComponents.builder().service("iam").region("").resource("user").resourceName("${aws:username}").build());
}
