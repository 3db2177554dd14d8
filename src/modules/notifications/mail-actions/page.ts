import { createHash } from 'node:crypto';
import { hasText, text } from '../texts.ts';
import { escapeHtml } from '../mail/render.ts';
import type { LinkedAction, Outcome, Result } from './act.ts';

const style = `
:root { color-scheme: light dark; --text: #1c2b33; --back: #f4f7f8; --card: #fff; --muted: #5d6e77; --accent: #0f7f80; --on-accent: #fff }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf0; --back: #12191c; --card: #1b2529; --muted: #9fb0b8; --accent: #3fb8b5; --on-accent: #08201f }
}
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 Inter, Vazirmatn, -apple-system, "Segoe UI", Tahoma, sans-serif }
header { font-weight: 600; max-width: 28rem; margin: 8vh auto 0; padding: 0 1.5rem; font-size: .95rem }
main { max-width: 28rem; margin: .75rem auto 0; padding: 2rem 1.5rem; background: var(--card); border-radius: 12px; overflow-wrap: anywhere }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; line-height: 1.4 }
p { margin: 0 0 1rem; color: var(--muted) }
button, a { font: inherit; font-weight: 600; color: var(--accent) }
button { padding: .6rem 1.1rem; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); cursor: pointer }
form { margin-bottom: 1rem }
`;

/** No script and no other origin; the one style is known by its digest. */
const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const statuses: Partial<Record<Outcome, number>> = { used: 409, closed: 409, refused: 403, expired: 410 };

/**
 * The page that a link of a mail opens: it works without scripts and without signing in. It is in the language of the
 * mail; `language` is for a link that belongs to none.
 */
export function actionPage(
  headers: Readonly<Record<string, string>>,
  { publicUrl, language }: { readonly publicUrl: string; readonly language: string },
  linked: LinkedAction | null,
  { outcome, due = '' }: Result,
): Response {
  const locale = linked?.row.locale ?? language;
  const say = (key: string) => escapeHtml(text(locale, 'mail', `action-page.${key}`, { due }));
  const { key = '', title = '', path = '/' } = linked?.row.textParams ?? {};
  const subject = linked ? `<bdi>${escapeHtml(String(key))}</bdi> <bdi>${escapeHtml(String(title))}</bdi>` : '';
  const isAsking = outcome === 'asks' && linked !== null;
  const name = linked === null ? 'unknown' : isAsking ? `asks-${linked.action}` : outcome;
  const explanation = hasText(locale, 'mail', `action-page.${name}-text`) ? say(`${name}-text`) : '';
  const body = [
    `<h1>${say(name)}</h1>`,
    ...[explanation, subject].filter((line) => line !== '').map((line) => `<p>${line}</p>`),
    isAsking ? `<form method="post"><button>${say(`do-${linked.action}`)}</button></form>` : '',
    `<a href="${escapeHtml(publicUrl + (linked ? String(path) : '/'))}">${say(linked ? 'open' : 'open-app')}</a>`,
  ].join('\n');
  const direction = locale === 'fa' ? 'rtl' : 'ltr';
  const page = `<!doctype html>
<html lang="${locale}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>TaskUno</title><style>${style}</style></head>
<body><header>TaskUno</header><main>
${body}
</main></body>
</html>
`;
  return new Response(page, {
    status: linked === null ? 404 : (statuses[outcome] ?? 200),
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentPolicy },
  });
}
