import { readdir } from 'node:fs/promises';
import { z } from 'zod';

/** How many files and connections this process may have open, and how they are shared out. Null is without limit. */
export interface DescriptorBudget {
  readonly limit: number | null;
  /** Connections to callers; the rest is for the database, for files and for what the app itself calls. */
  readonly connections: number | null;
  /** Of the connections: event streams, so that some are left for requests. */
  readonly streams: number | null;
  /** Uploads and downloads at once: each has a file open beside its connection. */
  readonly transfers: number | null;
}

/** With less, an organization of some hundred people can use them up. */
export const fewDescriptors = 4_096;

export function descriptorBudget(limit = descriptorLimit()): DescriptorBudget {
  if (limit === null) return { limit, connections: null, streams: null, transfers: null };
  const connections = Math.max(16, limit - Math.max(128, Math.ceil(limit / 4)));
  return {
    limit,
    connections,
    streams: Math.ceil((connections * 3) / 4),
    transfers: Math.max(8, Math.floor(limit / 16)),
  };
}

const Report = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }).optional(),
});

/** The limit of the system (`ulimit -n`), to whose hard value Node raises it at its start; null where there is none. */
function descriptorLimit(): number | null {
  // Else each open connection is asked for its name.
  Object.assign(process.report, { excludeNetwork: true, excludeEnv: true });
  const soft = Report.parse(process.report.getReport()).userLimits?.open_files.soft;
  return typeof soft === 'number' ? soft : null;
}

/** How many are open now. */
export async function openDescriptors(): Promise<number> {
  return (await readdir('/dev/fd')).length;
}
