import { hostname } from 'node:os';
import { isLoopback } from '../loopback.ts';
import type { Config } from '../startup/config.ts';
import { vapidSubject } from '../startup/mail-variables.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Checks PUBLIC_URL: links in mails, passkeys and OpenID use it. */
export function addressFinding({ HOST, PORT, publicUrl }: Pick<Config, 'HOST' | 'PORT' | 'publicUrl'>): Finding {
  const { hostname: host, protocol } = new URL(publicUrl);
  if (isLoopback(host)) {
    if (isLoopback(HOST)) return ok('address', 'ok', { publicUrl });
    return warning('address', 'loopback', { publicUrl }, `PUBLIC_URL=http://${hostname()}:${PORT}`);
  }
  if (protocol === 'https:') return ok('address', 'ok', { publicUrl });
  return warning('address', 'plain', { publicUrl }, `PUBLIC_URL=https://${host}`);
}

/** Checks how this installation introduces itself to push services. The key pair derives from the secret key. */
export function pushFinding(config: Pick<Config, 'VAPID_SUBJECT' | 'MAIL_FROM' | 'publicUrl'>): Finding {
  const subject = vapidSubject(config);
  if (!/^mailto:.*@localhost$/.test(subject)) return ok('push-keys', 'ok', { subject });
  return warning('push-keys', 'local', { subject }, 'VAPID_SUBJECT=mailto:you@your-domain.example');
}
