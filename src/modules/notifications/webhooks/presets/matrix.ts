import { below, escapeHtml, jsonRequest, type Preset, shortened } from './preset.ts';

/** Sends `m.room.message`: https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid */
export const matrix: Preset = {
  hasSecretUrl: false,
  fields: [
    { name: 'accessToken', isSecret: true, isRequired: true, pattern: /^[\w.~+/=-]{10,500}$/ },
    { name: 'roomId', isSecret: false, isRequired: true, pattern: /^![^\s/?#]{1,250}$/ },
  ],
  // The transaction id is the delivery’s: the homeserver posts a repeat once.
  build: ({ headline, subject, quote, url: page, linkText, isRightToLeft }, { url, fields }, id) => {
    const room = encodeURIComponent(fields['roomId'] ?? '');
    const excerpt = quote === null ? null : shortened(quote, 1_000);
    const html = [
      `<p>${escapeHtml(headline)}</p>`,
      ...(subject === null ? [] : [`<p><strong>${escapeHtml(subject)}</strong></p>`]),
      ...(excerpt === null ? [] : [`<blockquote>${escapeHtml(excerpt)}</blockquote>`]),
      ...(page === null ? [] : [`<p><a href="${escapeHtml(page)}">${escapeHtml(linkText)}</a></p>`]),
    ].join('');
    return jsonRequest(
      below(url, `/_matrix/client/v3/rooms/${room}/send/m.room.message/${encodeURIComponent(id)}`),
      {
        msgtype: 'm.notice',
        body: [headline, subject, excerpt, page].filter((line) => line !== null).join('\n'),
        format: 'org.matrix.custom.html',
        formatted_body: isRightToLeft ? `<div dir="rtl">${html}</div>` : html,
        // Nobody is mentioned, not even by @room in the text.
        'm.mentions': {},
      },
      { method: 'PUT', headers: { authorization: `Bearer ${fields['accessToken'] ?? ''}` } },
    );
  },
};
