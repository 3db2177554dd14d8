import { escapeMarkdown, jsonRequest, type Preset, shortened } from './preset.ts';

/** A Teams workflow “When a Teams webhook request is received” takes an Adaptive Card: https://adaptivecards.io */
export const teams: Preset = {
  hasSecretUrl: true,
  fields: [],
  build: ({ headline, subject, quote, url: page, linkText, isRightToLeft }, { url }) =>
    jsonRequest(url, {
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            rtl: isRightToLeft,
            body: [
              block(headline, {}),
              ...(subject === null ? [] : [block(subject, { weight: 'Bolder' })]),
              ...(quote === null ? [] : [block(quote, { isSubtle: true })]),
            ],
            actions: page === null ? [] : [{ type: 'Action.OpenUrl', title: linkText, url: page }],
          },
        },
      ],
    }),
};

/** Texts of a card take a subset of Markdown. Mentions need entities, of which there are none. */
function block(text: string, style: object): object {
  return { type: 'TextBlock', text: escapeMarkdown(shortened(text, 1_000)), wrap: true, ...style };
}
