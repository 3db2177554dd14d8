import { mapSettled } from '#platform/batches.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { publish } from '../publish.ts';

const maxKeys = 500;
const removedSideBySide = 4;

/**
 * Deletes stored files that nothing references any more, after this transaction commits. A job does it and retries
 * while the storage is unavailable.
 */
export async function releaseFiles(
  ctx: TasksContext,
  organizationId: OrganizationId,
  keys: readonly string[],
): Promise<void> {
  for (let from = 0; from < keys.length; from += maxKeys) {
    await publish(ctx, {
      type: 'files.released',
      organizationId,
      subject: { kind: 'organization', id: organizationId, version: 1 },
      audience: null,
      payload: { storageKeys: keys.slice(from, from + maxKeys) },
    });
  }
}

/** Deletes stored files. Files that are already deleted are no error. */
export async function removeFiles(ctx: TasksContext, keys: readonly string[]): Promise<void> {
  const results = await mapSettled(keys, removedSideBySide, (key) => ctx.storage.remove(key));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}
