import type { RuleRequest } from '#platform/http/route.ts';

/** What a body names, before it is checked: rules come before the check. */
export function namedFields({ body }: RuleRequest): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
