import { expect, it } from 'vitest';
import { AppPath } from '#platform/http/fields.ts';
import { openApiDocument } from '#platform/http/openapi.ts';
import { routeGroups } from '../../src/composition/route-groups.ts';

// Every address in a reply is either a path below PUBLIC_URL or a full URL.

const isWhole = new Set(['publicUrl']);

/** All properties of the document whose name ends like an address, with their schema. */
function addresses(part: unknown): [string, object][] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'properties' in part && part.properties ? Object.entries(part.properties) : [];
  const pathFields = own.filter(([name]) => /Url$|^link$/.test(name));
  return [...pathFields, ...Object.values(part).flatMap(addresses)] as [string, object][];
}

it('an address in a reply is a path below PUBLIC_URL, and says so', () => {
  const results = addresses(openApiDocument(routeGroups, '0.0.0')).filter(([name]) => !isWhole.has(name));
  expect(results.map(([name]) => name)).toEqual(expect.arrayContaining(['avatarUrl', 'logoUrl', 'link']));
  const silent = results.filter(([, schema]) => !JSON.stringify(schema).includes('below PUBLIC_URL'));
  expect(silent.map(([name]) => name)).toEqual([]);
  expect(AppPath.description).toContain('below PUBLIC_URL');
});
