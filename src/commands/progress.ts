const barWidth = 30;
const drawEveryMs = 100;

export interface ProgressBar {
  /** @param total If it becomes known only later. */
  update(done: number, total?: number | null): void;
  end(): void;
}

/** A progress bar on a terminal; nothing elsewhere. `total` is null if it is not known. */
export function progressBar(label: string, total: number | null, unit: 'bytes' | 'items' = 'bytes'): ProgressBar {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  let drawnAt = 0;
  return {
    update(done, knownTotal = total) {
      const now = performance.now();
      if (now - drawnAt < drawEveryMs && done !== knownTotal) return;
      drawnAt = now;
      process.stderr.write(`\r\x1b[K${label} ${barOf(done, knownTotal, unit)}`);
    },
    end: () => void process.stderr.write('\r\x1b[K'),
  };
}

function barOf(done: number, total: number | null, unit: 'bytes' | 'items'): string {
  const amount = unit === 'bytes' ? formatBytes(done) : `${done} of ${total ?? '?'}`;
  if (total === null || total === 0) return amount;
  const part = Math.min(1, done / total);
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
