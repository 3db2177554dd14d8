import { ownPath } from '../lib/own-path.ts';

/** `own` is a page of this app, `web` one elsewhere, `device` a mail or a call. */
type LinkKind = 'own' | 'web' | 'device';

/**
 * The target of a link in a text. Null for an address that cannot be followed from everywhere: another scheme, a
 * fragment, or a path relative to the current page.
 */
export function linkKind(address: string): LinkKind | null {
  if (ownPath(address) !== null) return 'own';
  // Resolved against this address, everything without a host of its own stays on `own.invalid`.
  const url = parsed(address, 'https://own.invalid');
  if (url === null) return null;
  if (url.protocol === 'mailto:' || url.protocol === 'tel:') return 'device';
  const isElsewhere = url.host !== 'own.invalid' && /^https?:$/.test(url.protocol);
  return isElsewhere ? 'web' : null;
}

function parsed(address: string, base: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}
