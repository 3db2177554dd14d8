import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '#platform/database/connection.ts';

/** A server that is away may not refuse. The whole check has 1.5 seconds. */
const timeoutMs = 1_000;

/**
 * The modules whose tables do not answer. Each is asked for a row of its own: where modules are on several servers, the
 * answer comes from the module's.
 */
export async function modulesAway<Name extends string>(
  names: readonly Name[],
  poolOf: (name: Name) => Sql | undefined,
): Promise<Name[]> {
  const answers = await Promise.all(
    names.map(async (name) => {
      const read = poolOf(name)?.unsafe(`select from ${name}.outbox limit 1`);
      const answered = Promise.resolve(read).then(
        () => true,
        () => false,
      );
      return Promise.race([answered, sleep(timeoutMs, false, { ref: false })]);
    }),
  );
  return names.filter((_name, position) => !answers[position]);
}
