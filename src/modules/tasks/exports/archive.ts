import { Readable } from 'node:stream';
import { z } from 'zod';
import { DomainError } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { type ZipWriter, zipStream } from '#platform/storage/zip-stream.ts';
import type { TasksContext } from '../context.ts';
import { attachments, pathOfFile, type Section, sections } from './sections.ts';

/** The version of the form that docs/exports.md describes. */
const formatVersion = 1;

/**
 * Everything of an organization as a ZIP archive: a file of JSON lines for each table, the attached files, and a
 * manifest with the number of lines of each. A page of rows is in memory at a time.
 */
export function createArchive(ctx: TasksContext, organizationId: OrganizationId): Readable {
  const now = ctx.clock.now();
  return zipStream(now, async (zip) => {
    const rows: Record<string, number> = {};
    const missingFiles: string[] = [];
    for (const section of sections) {
      const lines = linesOf(ctx, section, organizationId);
      await zip.add(`${section.name}.jsonl`, Readable.from(lines.read()), true);
      rows[section.name] = lines.count();
    }
    for await (const attachment of attachmentsOf(ctx, organizationId))
      if (!(await addFile(ctx, zip, attachment))) missingFiles.push(attachment.id);
    const manifest = { format: 'taskuno', version: formatVersion, organizationId, exportedAt: now, rows, missingFiles };
    await zip.add('manifest.json', Readable.from([JSON.stringify(manifest, null, 2)]), true);
  });
}

async function* rowsOf(ctx: TasksContext, { read }: Section, organizationId: OrganizationId) {
  let after: readonly string[] | null = null;
  do {
    const page: Awaited<ReturnType<Section['read']>> = await read(ctx, { organizationId, after });
    yield page.rows;
    after = page.next;
  } while (after !== null);
}

function linesOf(ctx: TasksContext, section: Section, organizationId: OrganizationId) {
  const { show = (row) => row } = section;
  let count = 0;
  async function* read() {
    for await (const rows of rowsOf(ctx, section, organizationId)) {
      count += rows.length;
      if (rows.length > 0) yield rows.map((row) => `${JSON.stringify(show(row))}\n`).join('');
    }
  }
  return { read, count: () => count };
}

const Attachment = z.object({ id: z.string(), filename: z.string(), storageKey: z.string(), bytes: z.number() });

async function* attachmentsOf(ctx: TasksContext, organizationId: OrganizationId) {
  for await (const rows of rowsOf(ctx, attachments, organizationId)) yield* rows.map((row) => Attachment.parse(row));
}

/** False for a file that is not in the storage: it was deleted meanwhile, or lost. */
async function addFile(
  ctx: TasksContext,
  zip: ZipWriter,
  { id, storageKey, bytes }: z.infer<typeof Attachment>,
): Promise<boolean> {
  try {
    await zip.add(pathOfFile(id), await ctx.storage.get(storageKey, bytes), false);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'file-missing') return false;
    throw error;
  }
}
