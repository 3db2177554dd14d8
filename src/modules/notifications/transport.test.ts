import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { type ResendServer, startResend } from '../../../test/harness/resend.ts';
import { type MailServer, startMailServer } from '../../../test/harness/smtp.ts';
import { createTransport, type MailTransport, PausedError, PermanentMailError } from './transport.ts';

const clock = settableClock(new Date('2026-11-28T09:00:00Z'));
let smtp: MailServer;
let resend: ResendServer;
let transport: MailTransport;
beforeAll(async () => {
  [smtp, resend] = await Promise.all([startMailServer(), startResend()]);
});
afterAll(() => Promise.all([smtp.close(), resend.close()]));
beforeEach(() => {
  smtp.mails.length = 0;
  resend.accepted.length = 0;
  smtp.refuseWith(null);
  resend.failWith(null);
  transport = createTransport(
    { SMTP_URL: smtp.url, RESEND_API_KEY: 're_test', RESEND_API_URL: resend.url, MAIL_FROM: 'uno@example.com' },
    clock,
  );
});
afterEach(() => transport.close());

const send = (name: string) =>
  transport.send({
    to: 'reader@example.com',
    subject: name,
    text: name,
    html: name,
    messageId: `${name}@example.com`,
    headers: {},
  });
const sentBySmtp = () => smtp.mails.map(({ messageId }) => messageId);

describe('with SMTP and Resend', () => {
  it('Resend sends nothing while SMTP works', async () => {
    await send('a');
    expect([sentBySmtp(), resend.accepted]).toEqual([['<a@example.com>'], []]);
  });

  it('Resend takes over with the same Message-ID, and SMTP is left alone for a minute', async () => {
    smtp.refuseWith(451);
    await send('a');
    smtp.refuseWith(null);
    await send('b');
    clock.advance(59_000);
    await send('c');
    expect([sentBySmtp(), resend.accepted]).toEqual([[], ['<a@example.com>', '<b@example.com>', '<c@example.com>']]);
    clock.advance(1_000);
    await send('d');
    expect(sentBySmtp()).toEqual(['<d@example.com>']);
  });

  it('a permanent refusal is not tried elsewhere, and does not stop the next mail', async () => {
    smtp.refuseWith(550);
    const before = resend.requestCount();
    await expect(send('a')).rejects.toBeInstanceOf(PermanentMailError);
    smtp.refuseWith(null);
    await send('b');
    expect([sentBySmtp(), resend.requestCount()]).toEqual([['<b@example.com>'], before]);
  });

  it('nobody is asked for a while after three failures in a row', async () => {
    smtp.refuseWith(421);
    resend.failWith(503);
    for (let i = 0; i < 3; i += 1) await expect(send('a')).rejects.not.toBeInstanceOf(PausedError);
    const before = resend.requestCount();
    clock.advance(14_000);
    await expect(send('a')).rejects.toBeInstanceOf(PausedError);
    expect(resend.requestCount()).toBe(before);
    resend.failWith(null);
    clock.advance(1_000);
    expect(await send('a')).toMatchObject({ provider: 'resend' });
  });

  it('a retry makes sense while both fail', async () => {
    smtp.refuseWith(421);
    for (const failure of [500, 503, 429, 'reset'] as const) {
      resend.failWith(failure);
      clock.advance(60_000);
      const error = await send('a').catch((reason: unknown) => reason);
      expect(error, String(failure)).toBeInstanceOf(Error);
      expect(error, String(failure)).not.toBeInstanceOf(PermanentMailError);
    }
    clock.advance(60_000);
    resend.failWith(422);
    await expect(send('a')).rejects.toBeInstanceOf(PermanentMailError);
  });
});
