import { escapeMarkdown, jsonRequest, type Preset, shortened } from './preset.ts';

/** Execute Webhook of Discord: https://discord.com/developers/docs/resources/webhook#execute-webhook */
export const discord: Preset = {
  hasSecretUrl: true,
  fields: [],
  build: ({ headline, subject, quote, url: page }, { url }) =>
    jsonRequest(url, {
      content: shortened(escapeMarkdown(headline), 1_900),
      embeds: [
        {
          ...(subject === null ? {} : { title: shortened(escapeMarkdown(subject), 250) }),
          ...(quote === null ? {} : { description: shortened(escapeMarkdown(quote), 2_000) }),
          ...(page === null ? {} : { url: page }),
        },
      ].filter((embed) => 'title' in embed || 'description' in embed),
      // Neither people nor roles nor @everyone are mentioned, whatever the text says.
      allowed_mentions: { parse: [] },
    }),
};
