import type { Config } from '#platform/startup/config.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import { failureKind, PermanentError } from '#platform/failures.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stable for an event and recipient: a retry sends the same one (RFC 5322, 3.6.4). */
  readonly messageId: string;
  /** Further headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where replies are to go, if not to the sender. */
  readonly replyTo?: string;
}

/** A refusal that retrying cannot change: an address that does not exist, or a rejected mail. */
export class PermanentMailError extends PermanentError {}

export interface MailTransport {
  readonly kind: 'smtp' | 'resend' | 'outbox';
  /** @throws PermanentMailError, or any other error if a retry makes sense. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

type MailConfig = Pick<Config, 'SMTP_URL' | 'RESEND_API_KEY' | 'MAIL_FROM'> & Partial<Pick<Config, 'RESEND_API_URL'>>;

/**
 * SMTP or Resend if configured; with both, Resend takes over while SMTP fails. Without either, mails stay in the
 * development outbox. Libraries are loaded when the first mail is sent.
 */
export function createTransport(
  { SMTP_URL, RESEND_API_KEY, RESEND_API_URL, MAIL_FROM }: MailConfig,
  clock: Clock = systemClock,
): MailTransport {
  const smtp = SMTP_URL === undefined ? null : smtpTransport(SMTP_URL, MAIL_FROM);
  const resend = RESEND_API_KEY === undefined ? null : resendTransport(RESEND_API_KEY, RESEND_API_URL, MAIL_FROM);
  if (smtp && resend) return withFailover(smtp, resend, clock);
  return smtp ?? resend ?? { kind: 'outbox', send: async () => undefined, close: () => undefined };
}

/** How long the first provider is left alone after a failure. */
const pauseMs = 60_000;

/**
 * The second provider sends what the first fails to, under the same Message-ID. After a failure the first one is left
 * alone for a while, so that not each mail waits for its time-out. What it refuses permanently is not sent elsewhere.
 */
function withFailover(first: MailTransport, second: MailTransport, clock: Clock): MailTransport {
  let pausedUntilMs = 0;
  return {
    kind: first.kind,
    async send(mail) {
      if (clock.now().getTime() < pausedUntilMs) return second.send(mail);
      try {
        await first.send(mail);
      } catch (error) {
        if (failureKind(error) === 'permanent') throw error;
        pausedUntilMs = clock.now().getTime() + pauseMs;
        await second.send(mail);
      }
    },
    close() {
      first.close();
      second.close();
    },
  };
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

function resendTransport(key: string, baseUrl: string | undefined, from: string): MailTransport {
  const opened = lazily(async () => {
    const { Resend } = await import('resend');
    return new Resend(key, baseUrl === undefined ? {} : { baseUrl });
  });
  return {
    kind: 'resend',
    async send({ to, subject, text, html, messageId, headers, replyTo }) {
      const resend = await opened.get();
      const { error } = await resend.emails.send(
        {
          from,
          to,
          subject,
          text,
          html,
          headers: { ...headers, 'Message-ID': `<${messageId}>` },
          ...(replyTo === undefined ? {} : { replyTo }),
        },
        { idempotencyKey: messageId, signal: AbortSignal.timeout(resendTimeoutMs) },
      );
      if (!error) return;
      const status = error.statusCode ?? 500;
      const isRefused = status >= 400 && status < 500 && !retriableStatuses.has(status);
      throw isRefused ? new PermanentMailError(error.message) : new Error(error.message);
    },
    close: () => undefined,
  };
}

const resendTimeoutMs = 20_000;
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
