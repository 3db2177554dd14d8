const barWidth = 30;
const drawEveryMs = 100;

/** A progress bar on a terminal; nothing elsewhere. `total` is in bytes, if it is known. */
export function progressBar(label: string, total: number | null): { update(bytes: number): void; end(): void } {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  let drawnAt = 0;
  return {
    update(bytes) {
      const now = performance.now();
      if (now - drawnAt < drawEveryMs) return;
      drawnAt = now;
      process.stderr.write(`\r\x1b[K${label} ${barOf(bytes, total)}`);
    },
    end: () => void process.stderr.write('\r\x1b[K'),
  };
}

function barOf(bytes: number, total: number | null): string {
  const amount = `${formatBytes(bytes)}`;
  if (total === null || total === 0) return amount;
  const part = Math.min(1, bytes / total);
  const filled = Math.round(part * barWidth);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${Math.floor(part * 100)} % ${amount}`;
}

/** `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}
