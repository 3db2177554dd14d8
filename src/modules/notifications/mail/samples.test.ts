import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '#modules/auth';
import { type MailServer, startMailServer } from '../../../../test/harness/smtp.ts';
import { localized, textKey } from '../texts.ts';
import { createTransport, type MailTransport } from '../transport.ts';
import { mailDefinitions, notificationDefinitions } from '../types/registry.ts';
import { renderMail } from './render.ts';

let server: MailServer;
let transport: MailTransport;
beforeAll(async () => {
  server = await startMailServer();
  transport = createTransport({
    SMTP_URL: server.url,
    RESEND_API_KEY: undefined,
    MAIL_FROM: 'تسک‌اونو، گروه ما <uno@example.com>',
  });
});
afterAll(async () => {
  transport.close();
  await server.close();
});

const definitions = [...notificationDefinitions, ...mailDefinitions];
const keysOf = (type: string, outcomes: readonly string[] = []) => [
  { type, outcome: undefined },
  ...outcomes.map((outcome) => ({ type, outcome })),
];
const samples = [
  ...definitions.flatMap((definition) => {
    const mailType = definition.kind === 'notification' ? definition.mailType : undefined;
    return keysOf(mailType ?? definition.type, definition.outcomes);
  }),
  ...['task-changes', 'digest'].map((type) => ({ type, outcome: undefined })),
].flatMap((sample) => locales.map((locale) => ({ ...sample, locale })));

const hostile = (word: string) => `${word}\r\nBcc: victim@example.com\r\n\r\n<b>${word}</b>\u2028end`;

/** A mail of a type as its reader gets it, with line breaks, markup and other scripts in everything people write. */
function sampleOf({ type, outcome, locale }: (typeof samples)[number]) {
  const textParams = localized(
    { locale, calendar: locale === 'fa' ? 'persian' : 'gregorian', timezone: 'Asia/Tehran' },
    {
      ...Object.fromEntries(
        ['actor', 'title', 'organization', 'team', 'project', 'status', 'filename', 'name', 'excerpt', 'message'].map(
          (name) => [name, hostile(`نگار ${name} Ünï`)],
        ),
      ),
      ...(outcome === undefined ? {} : { outcome }),
      key: 'ENG-12',
      email: 'new@example.com',
      tasks: 12,
      count: 3,
      due: '2026-11-28T20:30:00.000Z',
      date: '2026-11-29',
      health: 'at_risk',
      change: 'password-changed',
      role: 'member',
    },
  );
  const items =
    type === 'digest' || type === 'task-changes'
      ? [
          { type: 'task-overdue', textParams },
          { type: 'commented', textParams },
        ]
      : null;
  return renderMail({
    type,
    locale,
    textParams,
    items,
    url: 'https://tasks.example.com/tasks/1',
    publicUrl: 'https://tasks.example.com',
    unsubscribeUrl: 'https://tasks.example.com/unsubscribe#token',
  });
}

const key = ({ type, outcome }: (typeof samples)[number]) => textKey(type, outcome === undefined ? {} : { outcome });

describe('a mail of every type and language', () => {
  it.each(samples.map((sample) => [key(sample), sample.locale, sample] as const))(
    '%s in %s arrives as one readable mail to one person',
    async (_key, locale, sample) => {
      const content = sampleOf(sample);
      server.mails.length = 0;
      await transport.send({ ...content, to: 'reader@example.com', messageId: 'a@b.example', headers: {} });
      const [received, ...others] = server.mails;
      expect(others).toEqual([]);
      expect(received?.recipients).toEqual(['reader@example.com']);
      expect(received?.headers.map((header) => header.key).toSorted()).toEqual([
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
      ]);
      expect(received?.from).toEqual({ address: 'uno@example.com', name: 'تسک‌اونو، گروه ما' });
      expect(received?.subject).toBe(content.subject);
      expect(content.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(received?.text?.trim()).toBe(content.text.trim());
      expect(content.text).not.toMatch(/^Bcc:|undefined|NaN|\{\{|Invalid/m);
      expect(received?.html).toContain(`<html lang="${locale}" dir="${locale === 'fa' ? 'rtl' : 'ltr'}"`);
      expect(received?.html).not.toMatch(/<b>|undefined|NaN|\{\{|Invalid/);
    },
  );

  it('writes numbers and dates in the digits and the calendar of its reader', () => {
    const textOf = (type: string, locale: (typeof locales)[number]) =>
      sampleOf({ type, outcome: undefined, locale }).text;
    expect(textOf('task-due-soon', 'fa')).toContain('۸ آذر ۱۴۰۵');
    expect(textOf('task-due-soon', 'en')).toContain('November 29, 2026');
    expect(textOf('digest', 'fa')).toContain('۳');
  });
});
