/** Identifies the build of the app: the name of this file contains a digest of everything that it leads to. */
export const build = new URL(import.meta.url).pathname;
