import { ownPath } from '#platform/http/own-path.ts';
import type { MessageItem } from '../schema/message.ts';
import { type TextParams, hasText, isolated, text, textKey } from '../texts.ts';
import type { Mail } from '../transport.ts';
import { fillTemplate } from './fill-template.ts';
import type { ActionLink } from './mail-action.ts';
import { inSentence, inSubject, withoutLinks } from './names.ts';

export interface MailContent {
  readonly type: string;
  readonly locale: string;
  /** Parameters of the text: names, titles, keys. Written by people, so they are isolated and escaped. */
  readonly textParams: TextParams;
  /** The notifications of a mail that has several. */
  readonly items?: readonly MessageItem[] | null;
  /** The address that the button opens. */
  readonly url: string;
  readonly publicUrl: string;
  /** What its reader can do with the task from the mail. */
  readonly actions?: readonly ActionLink[];
  /** The page that turns off mails like this; null if they are always sent. */
  readonly unsubscribeUrl?: string | null;
}

/** Subject, plain text and HTML of a mail, in the recipient's language and direction. */
export function renderMail(content: MailContent): Pick<Mail, 'subject' | 'text' | 'html'> {
  const { type, locale, textParams } = content;
  const subject = subjectOf(type, locale, textParams);
  return { subject, text: plainText(content), html: html(content, subject) };
}

function plainText(content: MailContent): string {
  const { url, publicUrl } = content;
  const say = sayerOf(content, (value) => value);
  const note = say('note');
  const { key, title, quote, items, more, actions, unsubscribe } = partsOf(content);
  const lines = [
    say('intro'),
    ...(title ? [`${key} ${title}`.trim()] : []),
    ...(quote ? [`> ${quote}`] : []),
    ...items.map((item) => [`- ${item.text}`, ...(item.quote ? [`> ${item.quote}`] : []), item.url].join('\n  ')),
    ...more,
    `${say('action')}: ${url}`,
    ...actions.map((link) => `${link.text}: ${link.url}`),
    ...(note ? [note] : []),
    text(content.locale, 'mail', 'footer', { url: publicUrl }, (value) => value),
    ...unsubscribe.map((link) => `${link.text}: ${link.url}`),
  ];
  return `${lines.join('\n\n')}\n`;
}

function html(content: MailContent, subject: string): string {
  const { locale, url, publicUrl } = content;
  const say = sayerOf(content, escapeHtml);
  const { key, title, quote, items, more, actions, unsubscribe } = partsOf(content);
  const isRightToLeft = locale === 'fa';
  const address = `<a href="${escapeHtml(publicUrl)}" style="color: #5d6e77"><bdi>${escapeHtml(publicUrl)}</bdi></a>`;
  return fillTemplate(
    {
      lang: locale,
      dir: isRightToLeft ? 'rtl' : 'ltr',
      start: isRightToLeft ? 'right' : 'left',
      subject: escapeHtml(subject),
      preview: `${say('intro')} ${escapeHtml(quote)}`.replaceAll('\n', ' ').trim(),
      footer: text(locale, 'mail', 'footer', { url: '' }, () => address),
    },
    {
      intro: [{ text: say('intro').replaceAll('\n', '<br>') }],
      key: unlessEmpty(escapeHtml(key)),
      title: unlessEmpty(title && `<bdi>${escapeHtml(title)}</bdi>`),
      quote: unlessEmpty(quote && `<bdi>${escapeHtml(quote)}</bdi>`),
      items: unlessEmpty(items.map(itemHtml).join('')),
      more: more.flatMap((line) => unlessEmpty(escapeHtml(line))),
      button: [{ text: say('action'), url: escapeHtml(url) }],
      action: actions.map(escapedLink),
      note: unlessEmpty(say('note')),
      unsubscribe: unsubscribe.map(escapedLink),
    },
  );
}

type Link = Readonly<Record<'text' | 'url', string>>;

function escapedLink(link: Link): Link {
  return { text: escapeHtml(link.text), url: escapeHtml(link.url) };
}

/** The values of a part that a mail has at most once. */
function unlessEmpty(value: string): { text: string }[] {
  return value === '' ? [] : [{ text: value }];
}

/** Short, because a digest has a hundred and Gmail cuts off what is longer than 102 kB. */
function itemHtml(item: Link & { readonly quote: string }): string {
  const { text: title, url } = escapedLink(item);
  const quote = item.quote && `<br><span class="quiet-text" style="color: #5d6e77">${escapeHtml(item.quote)}</span>`;
  return `<p style="margin: 0 0 12px"><a href="${url}" style="text-decoration: none">${title}</a>${quote}</p>\n`;
}

/** What a mail consists of besides its sentences; what it does not have is empty. */
function partsOf(content: MailContent) {
  const { locale, textParams, items, actions = [], unsubscribeUrl = null } = content;
  const written = (name: string) => withoutLinks(String(textParams[name] ?? ''));
  return {
    key: String(textParams['key'] ?? ''),
    title: written('title'),
    quote: written('excerpt') || written('message'),
    items: (items ?? []).map((item) => itemOf(content, item)),
    more: textParams['more'] === undefined ? [] : [text(locale, 'mail', 'more', textParams)],
    actions: actions.map(({ action, url }) => ({ text: text(locale, 'mail', `action-page.do-${action}`), url })),
    unsubscribe: unsubscribeUrl === null ? [] : [{ text: text(locale, 'mail', 'unsubscribe'), url: unsubscribeUrl }],
  };
}

/** Returns the sentences of a mail's type. Not every type has a note. */
function sayerOf({ type, locale, textParams }: MailContent, escape: (value: string) => string) {
  const texts = textKey(type, textParams);
  return (name: string) => {
    const key = `${texts}.${name}`;
    if (name === 'note' && !hasText(locale, 'mail', key)) return '';
    return text(locale, 'mail', key, textParams, (value, param) => escape(inSentence(locale, param, value)));
  };
}

/** A notification within a mail: its title in the app, and the task if the mail is not about this one task. */
function itemOf({ locale, publicUrl, textParams: { title: titleOfMail } }: MailContent, item: MessageItem) {
  const { type, textParams } = item;
  const { title, excerpt, path = '/' } = textParams;
  const inOneSentence = (value: string, name: string) => inSentence(locale, name, value);
  const sentence = text(locale, 'mail', `${textKey(type, textParams)}.title`, textParams, inOneSentence);
  const subject = title === undefined || title === titleOfMail ? '' : `: ${isolated(withoutLinks(String(title)))}`;
  return {
    text: sentence + subject,
    quote: (excerpt ?? '') === '' ? '' : isolated(withoutLinks(String(excerpt))),
    url: publicUrl + (ownPath(String(path)) ?? '/'),
  };
}

/** Always one line: a line break in a name would start another header (RFC 5322, 2.2). */
export function subjectOf(type: string, locale: string, textParams: TextParams): string {
  const safe = (value: string, name: string) => {
    const subject = inSubject(name, value);
    return isMixed(locale, subject) ? isolated(subject) : subject;
  };
  return text(locale, 'mail', `${textKey(type, textParams)}.subject`, textParams, safe)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .slice(0, 250)
    .toWellFormed();
}

/** Whether the value runs in another direction than the language. Most subjects need no isolation. */
function isMixed(locale: string, value: string): boolean {
  return locale === 'fa' || /[\p{Script=Arabic}\p{Script=Hebrew}\p{Bidi_Control}]/u.test(value);
}

export function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
