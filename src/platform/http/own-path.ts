const anyOrigin = 'http://own.invalid';

/**
 * The path of this app that a text names, as a browser reads it, with query and fragment; null for anything that could
 * lead to another origin. The browser app has the same function (`web/src/lib/own-path.ts`); one test covers both.
 */
export function ownPath(text: string): string | null {
  // Browsers treat `\` as `/` and remove tabs and line breaks.
  if (!/^\/[^\\\p{Cc}]*$/u.test(text)) return null;
  const url = parsed(text);
  if (url === null) return null;
  const { origin, pathname, search, hash } = url;
  // `/..//x` begins with one slash and resolves to a path with two. An encoded slash may be decoded later.
  if (origin !== anyOrigin || pathname.startsWith('//') || /%(?:2f|5c|[01][\da-f]|7f)/i.test(pathname)) return null;
  return pathname + search + hash;
}

function parsed(text: string): URL | null {
  try {
    return new URL(text, anyOrigin);
  } catch {
    return null;
  }
}
