/** `own` is a page of this app, `web` one elsewhere, `device` a mail or a call. */
type LinkKind = 'own' | 'web' | 'device';

/** Any origin that is not ours: what stays on it is an address without one. */
const base = 'https://own.invalid';

/**
 * Where a link in a text leads. Null for what is no address that can be followed from anywhere: another scheme, a
 * fragment, or a path that would depend on the page it is read on.
 */
export function linkKind(address: string): LinkKind | null {
  const url = parsed(address);
  if (url === null) return null;
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') return 'device';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.origin !== base) return 'web';
  return address.startsWith('/') ? 'own' : null;
}

function parsed(address: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}
