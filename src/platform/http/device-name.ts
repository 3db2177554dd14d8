import bowser from 'bowser';

/** A readable device name from a user agent, such as “Firefox on Linux”; empty if there is none. */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return '';
  const { browser, os } = bowser.parse(userAgent);
  const program = browser.name || (userAgent.split(/[/ ]/)[0] ?? '');
  return os.name ? `${program} on ${os.name}` : program;
}
