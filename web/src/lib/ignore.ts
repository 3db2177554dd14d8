/** Ignores a failure. Who passes it to `catch` says why nothing needs to be done. */
export function ignore(): void {}
