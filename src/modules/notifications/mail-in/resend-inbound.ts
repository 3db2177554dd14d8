import { z } from 'zod';
import { unauthenticated, notFound, unavailable } from '#platform/errors.ts';
import type { NotificationsContext } from '../context.ts';
import { verifySvix } from '../svix-signature.ts';
import { maxMailBytes } from './parse-mail.ts';
import { receiveMail } from './receive-mail.ts';
import { ignored, type MailResult } from './received-mail.ts';

const Received = z.object({ type: z.literal('email.received'), data: z.object({ email_id: z.string() }) });

const requestTimeoutMs = 12_000;

/**
 * Handles a webhook of Resend: it names a received mail, which is fetched from Resend's API as it arrived. Resend
 * repeats the webhook until it is accepted; a mail is handled once, whatever the webhook that names it.
 * @throws DomainError 401 for a wrong or old signature, 503 if Resend should try again.
 */
export async function receiveFromResend(
  ctx: NotificationsContext,
  headers: Pick<Headers, 'get'>,
  body: string,
): Promise<MailResult> {
  const resend = ctx.mailIn?.resend;
  if (!resend) throw notFound();
  const id = verifySvix({ secret: resend.secret, headers, body, now: ctx.clock.now() });
  if (id === null) throw unauthenticated('wrong-signature', 'The signature is wrong, or too old.');
  const emailId = emailIdOf(body);
  if (emailId === null) return ignored('other-event');
  const mail = await fetchMail(resend, emailId).catch((error: unknown) => {
    ctx.log.warn({ err: error, emailId }, 'a received email could not be fetched from Resend');
    throw unavailable('mail-not-fetched', 'The email could not be fetched from Resend. Send the webhook again later.');
  });
  if (mail === null) return ignored('unknown-email');
  return receiveMail(ctx, mail);
}

/** Null for another event, which the webhook may be subscribed to as well. */
function emailIdOf(body: string): string | null {
  try {
    return Received.safeParse(JSON.parse(body)).data?.data.email_id ?? null;
  } catch {
    return null;
  }
}

async function fetchMail({ apiKey, apiUrl }: { apiKey: string; apiUrl: string }, emailId: string) {
  const { Resend } = await import('resend');
  const client = new Resend(apiKey, { baseUrl: apiUrl });
  const signal = AbortSignal.timeout(requestTimeoutMs);
  const { data, error } = await client.emails.receiving.get(encodeURIComponent(emailId), undefined, { signal });
  if (error?.statusCode === 404) return null;
  if (error) throw new Error(error.message);
  if (!data.raw) throw new Error('Resend has not stored the email as it arrived');
  const recipients = [...(data.received_for ?? []), ...data.to, ...(data.cc ?? []), ...(data.bcc ?? [])];
  return { ...(await download(data.raw.download_url, signal)), recipients };
}

/** The whole mail, or its beginning with the headers if it is too large. */
async function download(url: string, signal: AbortSignal): Promise<{ raw: Buffer; isTooLarge: boolean }> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null) throw new Error(`download failed with status ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    chunks.push(chunk);
    if (length > maxMailBytes) return { raw: headersOf(Buffer.concat(chunks)), isTooLarge: true };
  }
  return { raw: Buffer.concat(chunks), isTooLarge: false };
}

function headersOf(mail: Buffer): Buffer {
  const text = mail.subarray(0, maxHeaderBytes);
  const end = text.indexOf('\r\n\r\n');
  return end === -1 ? text : text.subarray(0, end + 4);
}

const maxHeaderBytes = 256 * 1024;
