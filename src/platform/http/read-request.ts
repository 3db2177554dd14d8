import { DomainError } from '../errors.ts';
import type { HeaderReader } from './header-reader.ts';
import { readJson, readText } from './json-body.ts';
import type { Route } from './route.ts';

export function readBody(isText: boolean | undefined, request: Request, header: HeaderReader): Promise<unknown> {
  return isText ? readText(request, header('content-length')) : readJson(request, header);
}

const maxVersion = 2_147_483_647;

export function ifMatch(header: string | null): number | undefined {
  if (header === null || header === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined) {
    throw new DomainError('unreadable', 'bad-if-match', 'If-Match must be an ETag returned by this API, such as "3".');
  }
  // Versions are 32-bit integers in the database. A larger one was never issued and matches nothing.
  return Math.min(Number(version), maxVersion);
}

export function idempotencyKey(route: Route<never>, header: string | null): string | undefined {
  const { method, repeatable = method === 'post' } = route;
  if (header === null || method === 'get' || !repeatable) return undefined;
  if (route.rule.credentials === 'none' || route.upload) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new DomainError(
      'unreadable',
      'bad-idempotency-key',
      'Idempotency-Key must be 1 to 255 visible ASCII characters.',
    );
  }
  return header;
}

/** Query parameters by name. The validation reports a repeated parameter; it is not silently dropped. */
export function singleValues(url: string) {
  const start = url.indexOf('?');
  const values: Record<string, string> = {};
  if (start === -1) return { values, checked: () => values };
  const repeated = new Set<string>();
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (name in values) repeated.add(name);
    values[name] = value;
  }
  return {
    values,
    checked() {
      const errors = [...repeated].map((path) => ({
        path,
        message: 'Given twice. Separate several values with commas.',
      }));
      if (errors.length > 0) throw new DomainError('invalid', 'invalid', 'A parameter was given twice.', { errors });
      return values;
    },
  };
}
