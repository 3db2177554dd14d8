import type { RuleRequest } from '#platform/http/route.ts';

/** The fields of a body that is not yet validated, because rules run before validation. */
export function namedFields({ body }: RuleRequest): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
