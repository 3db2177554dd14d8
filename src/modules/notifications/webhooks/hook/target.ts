import { z } from 'zod';
import { decrypt, encrypt } from '#platform/encryption.ts';
import { invalid } from '#platform/errors.ts';
import { singleLine } from '#platform/http/fields.ts';
import { AddressNotAllowedError } from '#platform/outbound/outbound.ts';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookPreset } from '../../contract.ts';
import { presets } from '../presets/presets.ts';
import type { WebhookTarget } from '../presets/preset.ts';

const credential = singleLine(500).min(1).optional();
/** What a preset needs beside the address. */
export const TargetFields = z.strictObject({
  botToken: credential.describe('telegram: the bot’s token.'),
  chatId: credential.describe('telegram: a chat’s number, or @channel.'),
  accessToken: credential.describe('matrix: of the account that posts. ntfy: for a protected topic.'),
  roomId: credential.describe('matrix: the room’s internal id, such as !abc:example.org.'),
  token: credential.describe('gotify: the application’s token.'),
});
export type TargetFields = z.output<typeof TargetFields>;

const Target = z.strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) });

/**
 * The address and credentials of a webhook, checked.
 * @throws DomainError 422, with the code `address-not-allowed` for a private or unsafe address.
 */
export async function checkedTarget(
  ctx: NotificationsContext,
  preset: WebhookPreset,
  input: { readonly url: string | undefined; readonly fields: TargetFields },
): Promise<WebhookTarget> {
  const { defaultUrl, fields: presetFields = [] } = preset === 'standard' ? {} : presets[preset];
  const url = input.url ?? defaultUrl;
  if (url === undefined) throw invalid('url', 'Enter the address to send to.');
  for (const name of Object.keys(input.fields))
    if (!presetFields.some((field) => field.name === name))
      throw invalid(`fields.${name}`, `${preset} has no such field.`);
  const fields: Record<string, string> = {};
  for (const { name, isRequired, pattern } of presetFields) {
    const value = input.fields[name as keyof TargetFields];
    if (value === undefined && isRequired) throw invalid(`fields.${name}`, 'This is required.');
    if (value === undefined) continue;
    if (pattern && !pattern.test(value)) throw invalid(`fields.${name}`, 'This does not look right. Copy it again.');
    fields[name] = value;
  }
  if (preset === 'ntfy' && !/^\/(?:.*\/)?[\w-]{1,64}\/?$/.test(URL.parse(url)?.pathname ?? ''))
    throw invalid('url', 'Enter the address of a topic, such as https://ntfy.sh/my-topic.');
  try {
    await ctx.outbound.check(url);
  } catch (error) {
    if (error instanceof AddressNotAllowedError) throw invalid('url', error.message, 'address-not-allowed');
    throw error;
  }
  return { url: new URL(url).href, fields };
}

/** The address as it is shown: without the part that is a secret. */
export function shownUrl(preset: WebhookPreset, { url }: WebhookTarget): string {
  const { origin, pathname } = new URL(url);
  if (preset === 'standard') return url;
  return presets[preset].hasSecretUrl ? `${origin}/…` : origin + pathname.replace(/\/$/, '');
}

/** The fields of a target that are no secrets. */
export function shownFields(preset: WebhookPreset, { fields }: WebhookTarget): Record<string, string> {
  const presetFields = preset === 'standard' ? [] : presets[preset].fields;
  const publicFields = presetFields.filter(({ name, isSecret }) => !isSecret && fields[name] !== undefined);
  return Object.fromEntries(publicFields.map(({ name }) => [name, fields[name] ?? '']));
}

/** What stays of a target when its address changes: credentials are sent to no other server than they were given for. */
export function retainedFields(
  preset: WebhookPreset,
  current: WebhookTarget | null,
  url: string | undefined,
): TargetFields {
  if (current === null) return {};
  const staysThere = url === undefined || URL.parse(url)?.origin === new URL(current.url).origin;
  return staysThere ? current.fields : shownFields(preset, current);
}

export function encryptTarget({ webhooks }: NotificationsContext, target: WebhookTarget): string {
  return encrypt(webhooks.keys[0], Buffer.from(JSON.stringify(target)));
}

/** Null if the installation's key was replaced. */
export function decryptTarget({ webhooks }: NotificationsContext, encrypted: string): WebhookTarget | null {
  const bytes = decrypt(webhooks.keys, encrypted);
  return bytes && Target.parse(JSON.parse(bytes.toString()));
}

export function encryptSecret({ webhooks }: NotificationsContext, secret: string): string {
  return encrypt(webhooks.keys[0], Buffer.from(secret));
}

export function decryptSecret({ webhooks }: NotificationsContext, encrypted: string): string | null {
  return decrypt(webhooks.keys, encrypted)?.toString() ?? null;
}
