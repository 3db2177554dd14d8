import { hostname } from 'node:os';
import { isLoopback } from '../loopback.ts';
import type { Config } from '../startup/config.ts';
import { vapidSubject } from '../startup/mail-variables.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Checks PUBLIC_URL: links in mails, passkeys and OpenID use it. */
export function addressFinding({ HOST, PORT, publicUrl }: Config): Finding {
  const id = 'address';
  const { hostname: host, protocol } = new URL(publicUrl);
  if (isLoopback(host)) {
    if (isLoopback(HOST)) return ok(id, publicUrl);
    return warning(
      id,
      `PUBLIC_URL is ${publicUrl}, but other machines can reach this server. Links, passkeys and OpenID lead to ${publicUrl}.`,
      `PUBLIC_URL=http://${hostname()}:${PORT}, or the address that people open`,
    );
  }
  if (protocol === 'https:') return ok(id, publicUrl);
  return warning(
    id,
    `${publicUrl} is not HTTPS: passwords travel in the clear, and browsers refuse passkeys, push messages and the app on the home screen.`,
    `Put a proxy with a certificate in front of the server, then set PUBLIC_URL=https://${host}`,
  );
}

/** Checks how this installation introduces itself to push services. The key pair derives from the secret key. */
export function pushFinding(config: Config): Finding {
  const id = 'push-keys';
  const subject = vapidSubject(config);
  if (!/^mailto:.*@localhost$/.test(subject)) return ok(id, `Push services contact ${subject}.`);
  return warning(
    id,
    `Push services may refuse messages of ${subject}.`,
    'VAPID_SUBJECT=mailto:you@your-domain.example',
  );
}
