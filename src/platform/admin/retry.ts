import { z } from 'zod';

/** What is tried again. */
export const Retry = z.strictObject({
  ids: z.array(z.uuid()).min(1).max(1_000).optional().describe('Without ids, all.'),
});

export const Retried = z.strictObject({ retried: z.number().int() }).meta({ id: 'Retried' });
