import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import { type OutputOptions, print } from './output.ts';
import { type ProgressBar, progressBar } from './progress.ts';
import { operator, withModules } from './with-modules.ts';

interface ExportOptions extends OutputOptions {
  readonly to: string;
}

/** Writes an organization's archive to a new file. If that fails, no file is left. */
export async function exportOrganization(idOrSlug: string, { to, ...options }: ExportOptions): Promise<void> {
  const organizationId = await withModules(async ({ apis, archiveOf }) => {
    const { id } = await apis.teams.findOrganization(operator, { idOrSlug });
    if (!archiveOf) throw new StartError(exitCodes.configuration, 'Run this where the module tasks runs (MODULES).');
    const file = createWriteStream(to, { flags: 'wx', mode: 0o600 });
    const bar = progressBar('Exporting', null);
    const written = pipeline(archiveOf(operator, id), counted(bar), file).finally(bar.end);
    await written.catch(async (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') throw new StartError(exitCodes.refused, `${to} exists already.`, cause);
      await rm(to, { force: true });
      throw new StartError(exitCodes.unexpected, `The archive could not be written to ${to}: ${cause.message}`, cause);
    });
    return id;
  });
  const { size } = await stat(to);
  print({ organizationId, file: to, bytes: size }, [`Exported to ${to}, ${size} bytes.`], options);
}

/** Passes bytes on and shows how many. */
function counted(bar: ProgressBar) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      bar.update(bytes);
      yield chunk;
    }
  };
}
