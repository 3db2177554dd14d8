import { answerWith } from '../../test/stand-in.ts';
import { expect, it } from 'vitest';
import { api, versioned } from './client.ts';

it.each([
  { etag: '"3"', versionPart: { version: 3 } },
  { etag: 'W/"3"', versionPart: { version: 3 } },
  { etag: '"12-gzip"', versionPart: {} },
  { etag: null, versionPart: {} },
])('the version that an ETag of $etag tells is $versionPart', async ({ etag, versionPart }) => {
  answerWith(() => Response.json({ id: 'p' }, { headers: etag === null ? {} : { etag } }));
  expect(await versioned(api.GET('/projects/{id}', { params: { path: { id: 'p' } } }))).toEqual({
    id: 'p',
    ...versionPart,
  });
});
