const r = Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: '${aws:username}' });
group.addToPolicy(new iam.PolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: [r] }));
