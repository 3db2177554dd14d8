import chromium from '@sparticuz/chromium';

/** Unpacks the browser before the suites, two of which would otherwise do so at once, into the same file. */
export async function setup(): Promise<void> {
  await chromium.executablePath();
}
