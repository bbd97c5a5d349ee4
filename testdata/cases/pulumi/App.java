package app;

import static com.pulumi.codegen.internal.Serialization.*;

public class App {
    static void stack(Context ctx) {
        new GroupPolicy("own", GroupPolicyArgs.builder()
            .group("staff")
            .policy(serializeJson(
                jsonObject(
                    jsonProperty("Version", "2012-10-17"),
                    jsonProperty("Statement", jsonArray(jsonObject(
                        jsonProperty("Action", jsonArray("iam:CreateVirtualMFADevice")),
                        jsonProperty("Effect", "Allow"),
                        jsonProperty("Resource", "arn:aws:iam::*:mfa/${aws:username}")
                    )))
                )))
            .build());
    }
}
