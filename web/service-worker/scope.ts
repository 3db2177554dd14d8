/** The service worker itself; TypeScript does not know that this code runs in one. */
export const worker = self as unknown as ServiceWorkerGlobalScope;

/** The address of the app, with a slash at its end. */
export const { scope } = worker.registration;
