import { describe, expect, it } from 'vitest';
import { text } from '../texts.ts';
import { renderMail, subjectOf } from './render.ts';

describe('a text', () => {
  it('formats numbers in the digits of the language and leaves words unchanged', () => {
    expect(text('fa', 'mail', 'import-finished.body', { tasks: 1204 })).toContain('۱٬۲۰۴');
    expect(text('en', 'mail', 'import-finished.body', { tasks: 1204 })).toContain('1,204');
    expect(text('fa', 'mail', 'import-finished.title', { filename: '2024' })).toContain('\u20682024\u2069');
  });
});

describe('the subject of a mail', () => {
  it.each([
    ['en', 'Paint the fence', 'ENG-1: Paint the fence'],
    ['en', 'رنگ حصار', 'ENG-1: \u2068رنگ حصار\u2069'],
    ['en', '\u202Eecnef eht', 'ENG-1: \u2068\u202Eecnef eht\u2069'],
    ['fa', 'رنگ حصار', '\u2068ENG-1\u2069: \u2068رنگ حصار\u2069'],
  ])('in %s isolates the direction of %j', (locale, title, subject) => {
    expect(subjectOf('task-assigned', locale, { key: 'ENG-1', title })).toBe(subject);
  });
});

describe('names in a mail', () => {
  const spam =
    'Your account is locked.\n\nUnlock it at http://evil.example/login or evil.example, or write to it@evil.example';
  const textParams = { email: 'invited@example.com', organization: spam, actor: 'www.evil.example' };
  const mail = renderMail({
    type: 'invite',
    locale: 'en',
    textParams,
    url: 'https://tasks.example.com/invite#token',
    publicUrl: 'https://tasks.example.com',
  });
  const visibleText = (html: string) =>
    html
      .replaceAll(/<style.*?<\/style>/gs, ' ')
      .replaceAll(/<a href="https:\/\/tasks\.example\.com[^>]*>|<[^>]*>/g, ' ');

  it.each([
    ['text', mail.text],
    ['HTML', visibleText(mail.html)],
    ['subject', mail.subject],
  ])('cannot add links or sentences of their own to its %s', (_part, shown) => {
    const links = shown.match(/(?:https?:\/\/|www\.|@)[\p{L}\p{N}.-]+/gu) ?? [];
    expect(
      links.filter((link) => !['https://tasks.example.com', '@example.com'].includes(link.replace(/\.$/, ''))),
    ).toEqual([]);
    expect(shown).not.toContain('or write to');
    expect(shown).not.toMatch(/^Unlock it/m);
  });

  it('are quoted with the quotation marks of the language', () => {
    const plain = { ...textParams, organization: 'Acme', actor: 'Sara' };
    const inEnglish = renderMail({ type: 'invite', locale: 'en', textParams: plain, url: 'u', publicUrl: 'p' });
    expect(inEnglish.text).toContain('“\u2068Sara\u2069” invited you to work together in “\u2068Acme\u2069”.');
    expect(inEnglish.subject).toBe('Sara invited you to Acme');
    expect(renderMail({ type: 'invite', locale: 'fa', textParams: plain, url: 'u', publicUrl: 'p' }).html).toContain(
      '«\u2068Acme\u2069»',
    );
  });
});
