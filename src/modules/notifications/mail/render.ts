import { ownPath } from '#platform/http/own-path.ts';
import type { MessageItem } from '../schema.ts';
import { type TextParams, hasText, isolated, text, textKey } from '../texts.ts';
import type { Mail } from '../transport.ts';
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
export function renderMail({
  type,
  locale,
  textParams,
  items,
  url,
  publicUrl,
  actions = [],
  unsubscribeUrl = null,
}: MailContent): Omit<Mail, 'to' | 'messageId' | 'headers'> {
  const texts = textKey(type, textParams);
  const plain = (key: string) =>
    text(locale, 'mail', `${texts}.${key}`, textParams, (value, name) => inSentence(locale, name, value));
  const rich = (key: string) =>
    text(locale, 'mail', `${texts}.${key}`, textParams, (value, name) => escapeHtml(inSentence(locale, name, value)));
  const title = textParams['title'] === undefined ? '' : withoutLinks(String(textParams['title']));
  const excerpt = textParams['excerpt'] === undefined ? '' : withoutLinks(String(textParams['excerpt']));
  const list = (items ?? []).map((item) => itemOf(locale, item, publicUrl));
  const more = textParams['more'] === undefined ? null : text(locale, 'mail', 'more', textParams);
  const hasNote = hasText(locale, 'mail', `${texts}.note`);
  const footer = { url: publicUrl };
  const unsubscribe = text(locale, 'mail', 'unsubscribe');
  const lines = [
    plain('intro'),
    ...(title ? [`${textParams['key'] ?? ''} ${title}`.trim()] : []),
    ...(excerpt ? [`> ${excerpt}`] : []),
    ...list.map((item) => `- ${item.text}\n  ${item.url}`),
    ...(more === null ? [] : [more]),
    `${plain('action')}: ${url}`,
    ...actions.map((link) => `${text(locale, 'mail', `action-page.do-${link.action}`)}: ${link.url}`),
    ...(hasNote ? [plain('note')] : []),
    text(locale, 'mail', 'footer', footer, (value) => value),
    ...(unsubscribeUrl === null ? [] : [`${unsubscribe}: ${unsubscribeUrl}`]),
  ];
  return {
    subject: subjectOf(type, locale, textParams),
    text: `${lines.join('\n\n')}\n`,
    html: page(locale, [
      `<p style="${paragraph}">${rich('intro').replaceAll('\n', '<br>')}</p>`,
      ...(title ? [`<p style="${titleStyle}"><bdi>${escapeHtml(title)}</bdi></p>`] : []),
      ...(excerpt ? [`<p style="${paragraph}"><bdi>${escapeHtml(excerpt)}</bdi></p>`] : []),
      ...list.map(
        (item) => `<p style="${paragraph}"><a href="${escapeHtml(item.url)}">${escapeHtml(item.text)}</a></p>`,
      ),
      ...(more === null ? [] : [`<p style="${paragraph}">${escapeHtml(more)}</p>`]),
      `<p style="${paragraph}"><a href="${escapeHtml(url)}" style="${button}">${rich('action')}</a></p>`,
      ...(actions.length === 0 ? [] : [actionButtons(locale, actions)]),
      ...(hasNote ? [`<p style="${quiet}">${rich('note')}</p>`] : []),
      `<p style="${quiet}">${text(locale, 'mail', 'footer', footer, (value) => `<bdi>${escapeHtml(value)}</bdi>`)}</p>`,
      ...(unsubscribeUrl === null
        ? []
        : [`<p style="${quiet}"><a href="${escapeHtml(unsubscribeUrl)}">${escapeHtml(unsubscribe)}</a></p>`]),
    ]),
  };
}

function actionButtons(locale: string, actions: readonly ActionLink[]): string {
  const buttons = actions.map(
    ({ action, url }) =>
      `<a href="${escapeHtml(url)}" style="${secondaryButton}">${escapeHtml(text(locale, 'mail', `action-page.do-${action}`))}</a>`,
  );
  return `<p style="${paragraph}">${buttons.join('&nbsp; ')}</p>`;
}

/** A notification within a mail: its title in the app, and the subject if the title does not have it. */
function itemOf(locale: string, { type, textParams }: MessageItem, publicUrl: string): { text: string; url: string } {
  const inOneSentence = (value: string, name: string) => inSentence(locale, name, value);
  const title = text(locale, 'mail', `${textKey(type, textParams)}.title`, textParams, inOneSentence);
  const subject = textParams['title'] === undefined ? '' : `: ${isolated(withoutLinks(String(textParams['title'])))}`;
  return { text: title + subject, url: publicUrl + (ownPath(String(textParams['path'] ?? '/')) ?? '/') };
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

const font = "font-family: Inter, Vazirmatn, -apple-system, 'Segoe UI', Tahoma, sans-serif";
const paragraph = `margin: 0 0 16px; ${font}; font-size: 16px; line-height: 1.6; color: #1c2b33`;
const titleStyle = `margin: 0 0 20px; ${font}; font-size: 20px; line-height: 1.4; font-weight: 600; color: #1c2b33`;
const quiet = `margin: 24px 0 0; ${font}; font-size: 13px; line-height: 1.6; color: #5d6e77`;
const button = `display: inline-block; padding: 10px 18px; border-radius: 8px; background: #0f7f80; color: #ffffff; text-decoration: none; ${font}; font-weight: 600`;

const secondaryButton = `display: inline-block; margin: 0 0 8px; padding: 8px 14px; border: 1px solid #b9c6cc; border-radius: 8px; color: #0b6a6b; text-decoration: none; ${font}; font-size: 14px; font-weight: 600`;

function page(locale: string, parts: readonly string[]): string {
  const direction = locale === 'fa' ? 'rtl' : 'ltr';
  return [
    `<!doctype html><html lang="${locale}" dir="${direction}"><head><meta charset="utf-8"></head>`,
    `<body style="margin: 0; background: #f4f7f8"><div dir="${direction}" style="max-width: 560px; margin: 0 auto; padding: 32px 24px; background: #ffffff">`,
    ...parts,
    '</div></body></html>',
  ].join('\n');
}

export function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
