import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type ImportFormat, importFormats } from '#modules/tasks';
import { exitCodes, StartError } from '#platform/startup/start-error.ts';
import type { TaskUno } from '../composition/app.ts';
import { type OutputOptions, print } from './output.ts';
import { progressBar } from './progress.ts';
import { operator, withWorker } from './with-modules.ts';

export { importFormats };

interface ImportOptions extends OutputOptions {
  readonly format: ImportFormat;
  readonly as: string;
  readonly organization: string;
  readonly team?: string;
  readonly dryRun?: boolean;
}

const Import = z.object({
  id: z.string(),
  status: z.string(),
  progress: z.object({ done: z.number(), total: z.number() }),
  report: z.looseObject({}),
});
type Import = z.output<typeof Import>;

const pollMs = 300;

/** Imports a file of another tool in the name of an account, and waits for its end. Exit code 1 if it failed. */
export async function importFile(file: string, options: ImportOptions): Promise<void> {
  const bytes = await openAsBlob(file).catch((cause: unknown) => {
    throw new StartError(exitCodes.configuration, `The file ${file} can't be read.`, cause);
  });
  const result = await withWorker(async (app) => {
    const { id: organizationId } = await app.modules.apis.teams.findOrganization(operator, {
      idOrSlug: options.organization,
    });
    return withToken(app, options.as, async (call) => {
      const form = new FormData();
      form.set('format', options.format);
      if (options.team !== undefined) form.set('teamId', options.team);
      if (options.dryRun) form.set('dryRun', 'true');
      form.set('file', bytes, basename(file));
      return untilEnded(call, await call('POST', `/organizations/${organizationId}/imports`, form));
    });
  });
  const lines = Object.entries(result.report).map(([name, value]) => `${name}: ${shown(value)}`);
  print(result, [`Import ${result.id}: ${result.status}`, ...lines], options);
  if (result.status !== 'done') process.exitCode = 1;
}

type ApiCall = (method: 'GET' | 'POST', path: string, body?: FormData) => Promise<Import>;

/** Calls the API with a token that lasts as long as the command. */
async function withToken<Result>(
  { http, modules: { apis } }: TaskUno,
  login: string,
  work: (call: ApiCall) => Promise<Result>,
): Promise<Result> {
  const { apiPrefix } = await import('#platform/http/app.ts');
  const name = `taskuno import ${randomUUID()}`;
  const { id, token } = await apis.auth.createToken(operator, { login, token: { name, scopes: ['tasks:write'] } });
  try {
    return await work(async (method, path, body) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await http.request(`${apiPrefix}${path}`, { method, headers, ...(body ? { body } : {}) });
      if (response.ok) return Import.parse(await response.json());
      const { detail } = z.object({ detail: z.string() }).parse(await response.json());
      throw new StartError(exitCodes.refused, detail);
    });
  } finally {
    await apis.auth.removeToken(operator, { login, id });
  }
}

async function untilEnded(call: ApiCall, first: Import): Promise<Import> {
  const bar = progressBar('Importing', null, 'items');
  try {
    for (let current = first; ; current = await call('GET', `/imports/${first.id}`)) {
      bar.update(current.progress.done, current.progress.total);
      if (!['queued', 'running'].includes(current.status)) return current;
      await sleep(pollMs);
    }
  } finally {
    bar.end();
  }
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
