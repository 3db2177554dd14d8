import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { openApiDocument } from '#platform/http/openapi.ts';
import { routeGroups } from '../../src/composition/route-groups.ts';

// Everything that reply schemas allow to be null is nullable in the document, also through a component.

const document: object = openApiDocument(routeGroups, '0.0.0');
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ ...document, $id: 'document' }, 'document');

/** The paths to everything nullable in a reply, with the part of the document that describes it. */
function nullables(
  schema: z.core.$ZodType,
  location: string,
  path: readonly string[] = [],
): { path: string; location: string }[] {
  const {
    _zod: { def },
  } = schema as z.core.$ZodTypes;
  const described = at(location);
  if (described?.$ref !== undefined) return path.length > 12 ? [] : nullables(schema, described.$ref, path);
  switch (def.type) {
    case 'nullable':
      return [{ path: path.join('.'), location }];
    case 'object':
      return Object.entries(def.shape).flatMap(([key, inner]) =>
        nullables(inner, `${location}/properties/${key}`, [...path, key]),
      );
    case 'array':
      return nullables(def.element, `${location}/items`, [...path, '[]']);
    case 'optional':
    case 'default':
    case 'readonly':
      return nullables(def.innerType, location, path);
    default:
      return [];
  }
}

interface Described {
  readonly $ref?: string;
}

function at(location: string): Described | undefined {
  const keys = location
    .replace(/^#\//, '')
    .split('/')
    .map((key) => decodeURIComponent(key.replaceAll('~1', '/').replaceAll('~0', '~')));
  return keys.reduce<Record<string, unknown> | undefined>((value, key) => value?.[key] as typeof value, {
    ...document,
  });
}

const results = routeGroups.flatMap(({ routes }) =>
  routes.flatMap(({ method, path, reply }) => {
    if (!reply.body) return [];
    const route = path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
    const location = `#/paths/${route}/${method}/responses/${reply.status}/content/application~1json/schema`;
    return nullables(reply.body, location).map((one) => ({ ...one, route: `${method} ${path}` }));
  }),
);

it('every reply that may say null is described so', () => {
  expect(results.length).toBeGreaterThan(300);
  const wrong = results.filter(({ location }) => {
    const validate = ajv.getSchema(`document${location}`);
    return validate === undefined || validate(null) !== true;
  });
  expect(wrong.map(({ route, path }) => `${route}: ${path}`)).toEqual([]);
});
