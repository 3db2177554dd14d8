import type { OutboundRequest } from '#platform/outbound/outbound.ts';

/** A message in a chat, in plain text: each preset escapes it for its product. */
export interface ChatMessage {
  /** What happened, with names: “Sara completed ENG-42”. */
  readonly headline: string;
  /** What it is about: the task’s title. */
  readonly subject: string | null;
  readonly quote: string | null;
  /** The page of the app. */
  readonly url: string | null;
  /** The words of the link. */
  readonly linkText: string;
  readonly isRightToLeft: boolean;
}

/** Address and credentials of a webhook. They are stored encrypted. */
export interface WebhookTarget {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface PresetField {
  readonly name: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** What its value must look like. */
  readonly pattern?: RegExp;
}

export interface Preset {
  /** Used if no address is given. */
  readonly defaultUrl?: string;
  /** The path of the address is a secret: replies show the host only. */
  readonly hasSecretUrl: boolean;
  readonly fields: readonly PresetField[];
  /** @param id The delivery’s id, for products that drop repeats. */
  readonly build: (message: ChatMessage, target: WebhookTarget, id: string) => OutboundRequest;
}

/** A request with a JSON body. */
export function jsonRequest(
  url: string,
  body: object,
  { method = 'POST', headers = {} }: { method?: OutboundRequest['method']; headers?: Record<string, string> } = {},
): OutboundRequest {
  return {
    url,
    method,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** Appends a path to an address that may have a path of its own. */
export function below(url: string, path: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}${path}`;
}

/** Shortens a text for a product with a limit, without cutting a character in two. */
export function shortened(text: string, maxLength: number): string {
  return text.length <= maxLength
    ? text
    : `${text
        .slice(0, maxLength - 1)
        .toWellFormed()
        .replaceAll('\uFFFD', '')}…`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * Escapes the signs that Markdown gives a meaning (CommonMark, 2.4), and puts a zero-width space after `@` and `#`, so
 * that no name or title mentions people or links elsewhere.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]()<>#|~]|&(?=[a-z#])/gi, String.raw`\$&`)
    .replaceAll(/[@#]/g, '$&\u200B');
}
