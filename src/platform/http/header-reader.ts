import type { HttpContext } from './http-context.ts';

/** Reads a header of the request by its lower-case name; null if it is absent. */
export type HeaderReader = (name: string) => string | null;

/** Node has already parsed the headers. A request without a connection (in tests) has its own. */
export function headerReader({ req, env }: HttpContext): HeaderReader {
  const parsed = env?.incoming?.headers;
  if (!parsed) return (name) => req.raw.headers.get(name);
  return (name) => {
    const value = parsed[name];
    return typeof value === 'string' ? value : null;
  };
}
