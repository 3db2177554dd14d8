/** The path that the app is served below, such as `/tasks`; otherwise empty. The server writes it into the page. */
export const basePath = globalThis.document?.querySelector<HTMLMetaElement>('meta[name=base-path]')?.content ?? '';

/** The full address of an app path from a reply. */
export function addressOf(path: string): string {
  return basePath + path;
}
