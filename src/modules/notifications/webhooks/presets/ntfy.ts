import { jsonRequest, type Preset, shortened } from './preset.ts';

/** Publishes as JSON to the server of a topic’s address, such as https://ntfy.sh/topic: https://docs.ntfy.sh/publish/#publish-as-json */
export const ntfy: Preset = {
  hasSecretUrl: true,
  fields: [{ name: 'accessToken', isSecret: true, isRequired: false, pattern: /^[\w.-]{5,200}$/ }],
  build: ({ headline, subject, quote, url: page, linkText }, { url, fields }) => {
    const { origin, pathname } = new URL(url);
    const at = pathname.lastIndexOf('/', pathname.length - 2);
    const { accessToken } = fields;
    return jsonRequest(
      `${origin}${pathname.slice(0, at + 1)}`,
      {
        topic: decodeURIComponent(pathname.slice(at + 1).replace(/\/$/, '')),
        title: shortened(headline, 250),
        // Plain text: nothing in it has a meaning.
        message: shortened([subject, quote].filter((line) => line !== null).join('\n') || headline, 3_500),
        ...(page === null ? {} : { click: page, actions: [{ action: 'view', label: linkText, url: page }] }),
      },
      accessToken === undefined ? {} : { headers: { authorization: `Bearer ${accessToken}` } },
    );
  },
};
