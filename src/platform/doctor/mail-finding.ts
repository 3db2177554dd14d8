import { connect } from 'node:net';
import type { Config } from '../startup/config.ts';
import { confirmsAddresses } from '../startup/account-variables.ts';
import { sendsMail } from '../startup/mail-variables.ts';
import { failure, type Finding, ok, warning } from './finding.ts';

const connectTimeoutMs = 5_000;

/** Reports where mail goes and whether the mail server answers. Sends nothing. */
export async function mailFinding(config: Config): Promise<Finding> {
  const { SMTP_URL } = config;
  if (SMTP_URL === undefined) {
    if (sendsMail(config)) return ok('mail', 'resend');
    const command = 'SMTP_URL=smtps://user:password@mail.example.com:465';
    if (confirmsAddresses(config)) return failure('mail', 'required', {}, command);
    return warning('mail', 'none', {}, command);
  }
  const { protocol, hostname, port } = new URL(SMTP_URL);
  const isWrapped = protocol === 'smtps:';
  const at = Number(port || (isWrapped ? 465 : 587));
  const server = `${hostname}:${at}`;
  const reason = await reach(hostname, at, !isWrapped);
  if (reason === null) return ok('mail', 'smtp', { server });
  return failure('mail', 'unreachable', { server, reason });
}

/**
 * Connects to the mail server; null, or what went wrong. A plain server must send 220 first (RFC 5321, 3.1); with TLS
 * an accepted connection is enough.
 */
function reach(host: string, port: number, greets: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectTimeoutMs });
    const finish = (reason: string | null) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => {
      if (!greets) finish(null);
    });
    socket.once('data', (bytes) => {
      const greeting = bytes.toString().trim();
      finish(greeting.startsWith('220') ? null : greeting.slice(0, 100));
    });
    socket.once('timeout', () => finish('no response'));
    socket.once('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}
