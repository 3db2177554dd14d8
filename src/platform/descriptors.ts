import { readdir } from 'node:fs/promises';
import { z } from 'zod';

/** How many file descriptors this process may have, and how they are divided. Null means unlimited. */
export interface DescriptorBudget {
  readonly limit: number | null;
  /** Connections of clients. The rest is for the database, files and outgoing calls. */
  readonly connections: number | null;
  /** The part of the connections that event streams may use, so that some remain for requests. */
  readonly streams: number | null;
  /** Concurrent uploads and downloads: each has an open file in addition to its connection. */
  readonly transfers: number | null;
}

/** With fewer, an organization of some hundred people can use them up. */
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

/** The system's limit (`ulimit -n`). Node raises it to the hard limit at start. Null if there is none. */
function descriptorLimit(): number | null {
  // Otherwise the report resolves the name of each open connection.
  Object.assign(process.report, { excludeNetwork: true, excludeEnv: true });
  const soft = Report.parse(process.report.getReport()).userLimits?.open_files.soft;
  return typeof soft === 'number' ? soft : null;
}

/** The number of open descriptors of this process. */
export async function openDescriptors(): Promise<number> {
  return (await readdir('/dev/fd')).length;
}
