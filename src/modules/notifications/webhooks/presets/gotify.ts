import { below, jsonRequest, type Preset, shortened } from './preset.ts';

/** Creates a message of an application: https://gotify.net/docs/pushmsg */
export const gotify: Preset = {
  hasSecretUrl: false,
  fields: [{ name: 'token', isSecret: true, isRequired: true, pattern: /^[\w.-]{5,100}$/ }],
  build: ({ headline, subject, quote, url: page }, { url, fields }) =>
    jsonRequest(
      below(url, '/message'),
      {
        title: shortened(headline, 250),
        message: shortened([subject, quote, page].filter((line) => line !== null).join('\n') || headline, 3_500),
        priority: 5,
        extras: {
          'client::display': { contentType: 'text/plain' },
          ...(page === null ? {} : { 'client::notification': { click: { url: page } } }),
        },
      },
      { headers: { 'x-gotify-key': fields['token'] ?? '' } },
    ),
};
