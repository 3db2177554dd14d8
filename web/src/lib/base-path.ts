/** The path that the app lives below, such as `/tasks`; else empty. The server writes it into the page. */
export const basePath = globalThis.document?.querySelector<HTMLMetaElement>('meta[name=base-path]')?.content ?? '';

/** The address of what a reply names by its path below the app's own. */
export function addressOf(path: string): string {
  return basePath + path;
}
