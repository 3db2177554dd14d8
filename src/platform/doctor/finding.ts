import { z } from 'zod';

/** One checked item. Its id is stable; the message and the fix are sentences for a person. */
export const Finding = z
  .strictObject({
    id: z.string(),
    level: z.enum(['ok', 'warning', 'error']),
    message: z.string(),
    fix: z.string().nullable().describe('What to do, ready to copy; null if nothing needs to be done.'),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

export function ok(id: string, message: string): Finding {
  return { id, level: 'ok', message, fix: null };
}

export function warning(id: string, message: string, fix: string): Finding {
  return { id, level: 'warning', message, fix };
}

export function failure(id: string, message: string, fix: string): Finding {
  return { id, level: 'error', message, fix };
}

/** The finding of a check. A check that fails unexpectedly is a finding as well: it must not hide the others. */
export async function findingOf(id: string, check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure(id, `The check failed: ${message}`, 'Look at the log of the server.');
  }
}
