const me = '${aws:username}';
const r = this.formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: me });
group.addToPolicy(new iam.PolicyStatement({ actions: ['iam:CreateVirtualMFADevice'], resources: [Arn.format({ service: 'iam', region: '', resource: 'mfa', resourceName: user.userName }, this)] }));
const all = this.formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: '*' });
const device = this.formatArn({ service: 'iam', region: '', resource: 'mfa', resourceName: device.name });
