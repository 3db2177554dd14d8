/** Whether the built browser app came from the sources as they are now. */
export function isWebFresh(root: string): boolean;
/** Notes which sources the browser app was built from. */
export function stampWeb(root: string): void;
