import { escapeMarkdown, jsonRequest, type Preset, shortened } from './preset.ts';
import { markdownOf } from './markdown-message.ts';

/** Incoming webhooks of Mattermost: https://developers.mattermost.com/integrate/webhooks/incoming/ */
export const mattermost: Preset = {
  hasSecretUrl: true,
  fields: [],
  build: (message, { url }) =>
    jsonRequest(url, { text: shortened(markdownOf(message, escapeMarkdown), 16_000), username: 'TaskUno' }),
};
