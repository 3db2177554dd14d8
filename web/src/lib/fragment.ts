/** The secret behind a link's `#`. It stays in the address, so that a reload still works; the server never sees it. */
export function fragment(): string {
  return decodeURIComponent(location.hash.slice(1));
}
