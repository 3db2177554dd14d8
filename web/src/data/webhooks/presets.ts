import type { Webhook } from '../../api/types.ts';
import { keysOf } from '../../lib/keys-of.ts';

export type Preset = Webhook['preset'];

/** What else than an address a preset needs. */
export const presetFieldNames = ['botToken', 'chatId', 'accessToken', 'roomId', 'token'] as const;
export type PresetFieldName = (typeof presetFieldNames)[number];

interface PresetField {
  readonly name: PresetFieldName;
  readonly isSecret: boolean;
  readonly isOptional?: boolean;
}

/** Chats first, in the order of how many use them; the address field is left out where nobody needs it. */
export const presets: Readonly<
  Record<Preset, { readonly hasUrl: boolean; readonly example: string; readonly fields: readonly PresetField[] }>
> = {
  standard: { hasUrl: true, example: 'https://example.com/webhooks', fields: [] },
  slack: { hasUrl: true, example: 'https://hooks.slack.com/services/…', fields: [] },
  teams: { hasUrl: true, example: 'https://….logic.azure.com/workflows/…', fields: [] },
  discord: { hasUrl: true, example: 'https://discord.com/api/webhooks/…', fields: [] },
  telegram: {
    hasUrl: false,
    example: '',
    fields: [
      { name: 'botToken', isSecret: true },
      { name: 'chatId', isSecret: false },
    ],
  },
  mattermost: { hasUrl: true, example: 'https://mattermost.example.com/hooks/…', fields: [] },
  googlechat: { hasUrl: true, example: 'https://chat.googleapis.com/v1/spaces/…', fields: [] },
  matrix: {
    hasUrl: true,
    example: 'https://matrix.org',
    fields: [
      { name: 'accessToken', isSecret: true },
      { name: 'roomId', isSecret: false },
    ],
  },
  ntfy: {
    hasUrl: true,
    example: 'https://ntfy.sh/my-topic',
    fields: [{ name: 'accessToken', isSecret: true, isOptional: true }],
  },
  gotify: { hasUrl: true, example: 'https://gotify.example.com', fields: [{ name: 'token', isSecret: true }] },
};
export const presetNames = keysOf(presets);
