import { readFileSync } from 'node:fs';

/** Values of placeholders, as HTML. */
type Values = Readonly<Record<string, string>>;

const part = /<!-- part (\w+) -->(.*?)<!-- end -->/;
const placeholder = /\{\{(\w+)\}\}/;
const marks = new RegExp(`${part.source}|${placeholder.source}`, 'gs');

let template: string | undefined;

/**
 * The template of all mails with its placeholders filled. Each part is there as often as it has values; those of the
 * page apply in its parts, too. Values that contain a placeholder are left as they are.
 */
export function fillTemplate(page: Values, parts: Readonly<Record<string, readonly Values[]>>): string {
  template ??= readFileSync(new URL('template/mail.html', import.meta.url), 'utf8');
  return template.replaceAll(marks, (_all, name: string | undefined, html: string, ofPage: string) =>
    name === undefined
      ? (page[ofPage] ?? '')
      : (parts[name] ?? []).map((values) => filled(html, { ...page, ...values })).join(''),
  );
}

function filled(html: string, values: Values): string {
  return html.replaceAll(new RegExp(placeholder, 'g'), (_all, name: string) => values[name] ?? '');
}
