import type { Config } from '#platform/startup/config.ts';
import { PermanentError } from '#platform/failures.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stable for an event and recipient: a retry sends the same one (RFC 5322, 3.6.4). */
  readonly messageId: string;
  /** Further headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A refusal that retrying cannot change: an address that does not exist, or a rejected mail. */
export class PermanentMailError extends PermanentError {}

export interface MailTransport {
  readonly kind: 'smtp' | 'resend' | 'outbox';
  /** @throws PermanentMailError, or any other error if a retry makes sense. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

type MailConfig = Pick<Config, 'SMTP_URL' | 'RESEND_API_KEY' | 'MAIL_FROM'>;

/** SMTP or Resend if configured; otherwise mails stay in the development outbox. Loaded when the first mail is sent. */
export function createTransport(config: MailConfig): MailTransport {
  if (config.SMTP_URL !== undefined) return smtpTransport(config.SMTP_URL, config.MAIL_FROM);
  if (config.RESEND_API_KEY !== undefined) return resendTransport(config.RESEND_API_KEY, config.MAIL_FROM);
  return { kind: 'outbox', send: async () => undefined, close: () => undefined };
}

function smtpTransport(url: string, from: string): MailTransport {
  const opened = lazily(async () => {
    const { createTransport: open } = await import('nodemailer');
    return open({
      url,
      pool: true,
      maxConnections: 3,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
    });
  });
  return {
    kind: 'smtp',
    async send(mail) {
      const { messageId, ...message } = mail;
      try {
        await (await opened.get()).sendMail({ from, ...message, messageId: `<${messageId}>` });
      } catch (error) {
        throw isPermanent(error) ? new PermanentMailError(String((error as Error).message)) : error;
      }
    },
    close: () => opened.use((transport) => transport.close()),
  };
}

function resendTransport(key: string, from: string): MailTransport {
  const opened = lazily(async () => {
    const { Resend } = await import('resend');
    return new Resend(key);
  });
  return {
    kind: 'resend',
    async send({ to, subject, text, html, messageId, headers }) {
      const resend = await opened.get();
      const { error } = await resend.emails.send(
        { from, to, subject, text, html, headers: { ...headers, 'Message-ID': `<${messageId}>` } },
        { idempotencyKey: messageId },
      );
      if (!error) return;
      const status = error.statusCode ?? 500;
      const isRefused = status >= 400 && status < 500 && !retriableStatuses.has(status);
      throw isRefused ? new PermanentMailError(error.message) : new Error(error.message);
    },
    close: () => undefined,
  };
}

/** A wrong API key, the same mail already being sent, too many requests. */
const retriableStatuses: ReadonlySet<number> = new Set([401, 403, 409, 429]);

/**
 * SMTP replies 5xx to what it will never accept (RFC 5321, 4.2.1). Codes that are not about the mail itself, such as
 * 535 for a wrong password, are not permanent: an operator can fix them.
 */
function isPermanent(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const isAboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return isAboutTheMail && typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600;
}

function lazily<Value>(make: () => Promise<Value>) {
  let made: Promise<Value> | undefined;
  return {
    get: () => (made ??= make()),
    use: (act: (value: Value) => void) => void made?.then(act),
  };
}
