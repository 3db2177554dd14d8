import { afterOwnChanges, noteOwnReply, noteOwnVersion } from '../../lib/own-versions.ts';

// A change of many tasks names the version of each in its body: `{ each: [{ id, version, change }] }`.

interface Each {
  readonly id: string;
  readonly version?: number;
}
/** What became of one task; without a version it was not changed. */
export interface Result {
  readonly id: string;
  readonly version: number | null;
}

/** The orders with the versions that our own changes have made of those in them. */
export function afterOwnChangesOfEach<Order extends Each>(each: readonly Order[]): Order[] {
  return each.map((one) =>
    one.version === undefined ? one : { ...one, version: afterOwnChanges(one.id, one.version) },
  );
}

/** Records the versions that a change of many tasks has created. @param each What was sent. */
export function noteOwnEach(each: readonly Each[], results: readonly Result[]): void {
  const from = new Map(each.map(({ id, version }) => [id, version]));
  for (const { id, version } of results) {
    const before = from.get(id);
    if (version === null) continue;
    if (before === undefined) noteOwnReply(id, version);
    else noteOwnVersion(id, before, version);
  }
}

/** The tasks that a change of many is about; undefined for another change. */
export function eachOf(body: unknown): readonly Each[] | undefined {
  const { each } = (body ?? {}) as { readonly each?: unknown };
  return Array.isArray(each) ? (each as readonly Each[]) : undefined;
}
