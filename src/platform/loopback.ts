const loopback = /^(?:(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?|::1)$/i;

/** Whether a host, with or without a port, is this machine under a name that only it uses for itself. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}
