const loopback = /^(?:(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?|::1)$/i;

/** Whether a host, with or without a port, is a loopback name or address of this machine. */
export function isLoopback(host: string): boolean {
  return loopback.test(host);
}
