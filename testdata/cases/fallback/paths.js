const a = path.replace('/user', '/mfa'), b = name.replace(/users/g, 'mfa_users'), c = url.replace("/user/", "/mfa/");
