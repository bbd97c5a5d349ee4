import { arn } from './iam';
const route = `mfa/${id}`;
const page = `${base}/mfa/${id}`;
export const settings = 'mfa/settings';
