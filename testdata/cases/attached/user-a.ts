export class Mfa extends Construct {
  constructor(scope: Construct, id: string, props: { groups: iam.IGroup[] }) {
    super(scope, id);
    const policy = new iam.ManagedPolicy(this, 'Policy', {
      description: 'mfa',
      statements: [
        new iam.PolicyStatement({
          sid: 'Own',
          effect: iam.Effect.ALLOW,
          actions: ['iam:CreateVirtualMFADevice'],
          resources: [`arn:aws:iam::${cdk.Aws.ACCOUNT_ID}:mfa/\${aws:username}`],
        }),
      ],
    });
    props.groups.forEach((group) => group.addManagedPolicy(policy));
    const role = new iam.Role(this, 'Other', { assumedBy: new iam.AccountRootPrincipal() });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
  }
}
