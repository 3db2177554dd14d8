import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, type Sql } from '#platform/database/connection.ts';
import { type EmbeddedServer, startEmbedded } from '#platform/database/embedded.ts';
import { startCollector } from './collector.ts';
import { findGenerator } from './load.ts';
import { type Bench, type Figures, idleStatements, measureRow } from './measure.ts';
import { countTallies, memoryMb } from './observe.ts';
import { makeRow, type RowName, rowNames } from './rows.ts';
import { type AppOptions, startApp, startLimit, startSecondApp, startSplit, type Target } from './servers.ts';
import { growthOf, tableOf } from './table.ts';
import { createDataset, type Dataset } from './dataset.ts';
import { signIn } from './requests.ts';
import { measureStreams } from './streams.ts';

const usage = `npm run bench -- [rows] [options]

rows                   ${rowNames.join(', ')}, streams; a beginning picks all that begin so (default: read list create)
--tasks 1000000        tasks in the database; several sizes by comma are compared with one another
--streams 100,1000     open event streams of the row \`streams\`, which is measured alone; one event a second
--readers 50           only so many of their people may read the team of the events; by default all
--from-another         their events come from an instance that has no streams
--with-limit           measured in turns with a bare server that only writes the same bytes to its streams
--seconds 3            how long each measurement takes
--rounds 3             measurements of each; their median counts
--connections 32       how many ask at once
--against <folder>     another state of this repository, measured in turns with this one
--topology split       measured in turns with a gateway and five modules, a process each
--traced                the same code that sends traces, measured in turns with this one
--keep <folder>        keeps the database there, and takes it as it is the next time
--profile <folder>     writes the app's CPU profile there
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '1000000' },
    streams: { type: 'string', default: '100,1000,10000' },
    readers: { type: 'string' },
    'from-another': { type: 'boolean', default: false },
    'with-limit': { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    against: { type: 'string' },
    topology: { type: 'string' },
    traced: { type: 'boolean', default: false },
    keep: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const ports = { limit: 8200, app: 8201, before: 8202, traced: 8203, split: 8204 };
const here = new URL('..', import.meta.url).pathname;
/** The number of connections that the app opens per module by default. */
const pool = 4;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

interface Measured {
  readonly tasks: number;
  readonly figures: readonly Figures[];
}

async function run(): Promise<void> {
  if (options.help) return say(usage);
  if (positionals.includes('streams')) return inFolder(0, measureStreamsIn);
  const wantedRows = positionals.length === 0 ? ['read', 'list', 'create'] : positionals;
  const names = rowNames.filter((name) =>
    wantedRows.some((word) => (positionals.length === 0 ? name === word : name.startsWith(word))),
  );
  if (names.length === 0) return say(usage);
  const measured: Measured[] = [];
  for (const tasks of options.tasks.split(',').map(Number)) {
    measured.push(await inFolder(tasks, (folder) => measureSize(folder, tasks, names)));
  }
  if (measured.length > 1) say(`\n${growthOf(measured)}`);
}

function measureStreamsIn(folder: string): Promise<void> {
  const sizes = options.streams.split(',').map(Number);
  return measureStreams({
    ...counts(),
    folder,
    code: here,
    against: options.against,
    sizes,
    readers: options.readers === undefined ? null : Number(options.readers),
    fromAnother: options['from-another'],
    withLimit: options['with-limit'],
    profileFolder: options.profile,
    say,
  });
}

async function inFolder<Result>(tasks: number, work: (folder: string) => Promise<Result>): Promise<Result> {
  if (options.keep !== undefined) {
    const folder = join(options.keep, String(tasks));
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    return work(folder);
  }
  const folder = mkdtempSync(join(tmpdir(), 'taskuno-bench-'));
  chmodSync(folder, 0o711);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureSize(folder: string, tasks: number, names: readonly RowName[]): Promise<Measured> {
  const code: AppOptions = { code: here, name: 'app', dataDir: folder, port: ports.app };
  const measured = await measureServers(code, tasks, names);
  await sayStart(code);
  return measured;
}

async function measureServers(code: AppOptions, tasks: number, names: readonly RowName[]): Promise<Measured> {
  await using running = new AsyncDisposableStack();
  const folder = code.dataDir;
  const generator = findGenerator();
  const settings = { shared_preload_libraries: 'pg_stat_statements' };
  const database = await startEmbedded({ dataDir: folder, settings });
  running.defer(() => database.stop());
  const app = await startApp({ ...code, ...(options.profile ? { profileFolder: options.profile } : {}) });
  running.defer(() => app.stop());
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 1, name: 'bench' });
  running.defer(() => sql.end({ timeout: 1 }));
  await sql`create extension if not exists pg_stat_statements`;
  const dataset = await readOrCreateDataset(folder, app.url, sql, tasks);
  // Before the app is paused in turns.
  await countTallies(sql);
  const idle = await idleStatements(sql);
  const others: Target[] = [await startLimit(database.target.host, folder, ports.limit, pool)];
  if (options.against) {
    const before = { ...code, code: options.against, name: 'before', port: ports.before };
    others.push(await startSecondApp(before, database.target.host));
  }
  if (options.topology === 'split') {
    others.push(await startSplit({ ...code, name: 'split', port: ports.split }, database.target.host));
  }
  if (options.traced) {
    const collector = await startCollector();
    running.defer(() => collector.close());
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    others.push(await startSecondApp({ ...code, name: 'traced', port: ports.traced, env }, database.target.host));
  }
  running.defer(() => others.forEach((target) => target.kill()));

  await describe(sql, tasks, generator.name);
  const shared = { sql, database, generator, folder, targets: [...others, app], idle, ...counts() };
  const figures: Figures[] = [];
  for (const name of names) {
    const authorization = await signIn(app.url);
    figures.push(...(await measureRow({ ...shared, authorization }, await makeRow(name, sql, dataset))));
  }
  say(`\n${tableOf(figures)}\n`);
  sayMemory('after load', app, database);
  others.forEach((target) => target.kill());
  await rest();
  sayMemory(`after load and ${restMs / 1_000} s of rest`, app, database);
  return { tasks, figures };
}

function counts(): Pick<Bench, 'seconds' | 'rounds' | 'connections'> {
  return {
    seconds: Number(options.seconds),
    rounds: Number(options.rounds),
    connections: Number(options.connections),
  };
}

/** Restored from a kept folder, or created. */
async function readOrCreateDataset(folder: string, url: string, sql: Sql, tasks: number): Promise<Dataset> {
  const file = join(folder, 'dataset.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Dataset;
  const startedAt = performance.now();
  const dataset = await createDataset(url, sql, tasks);
  say(`made ${tasks.toLocaleString('en')} tasks in ${seconds(performance.now() - startedAt)} s`);
  writeFileSync(file, JSON.stringify(dataset));
  return dataset;
}

async function describe(sql: Sql, tasks: number, generator: string): Promise<void> {
  const [row] = await sql<{ version: string; fsync: string; size: number }[]>`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      pg_total_relation_size('tasks.task') as size`;
  say(
    `${tasks.toLocaleString('en')} tasks (${Math.round((row?.size ?? 0) / 1e6)} MB with indexes), Node ${process.versions.node}, ` +
      `PostgreSQL ${row?.version} with fsync ${row?.fsync}, ${availableParallelism()} cores; ${options.connections} connections by ` +
      `${generator}, ${options.rounds} rounds of ${options.seconds} s in turns, medians`,
  );
}

/** Long enough for the app to become idle and release memory. */
const restMs = 25_000;

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, restMs));
}

/** A normal start: the app with its own database server and an existing database. */
async function sayStart(code: AppOptions): Promise<void> {
  const startedAt = performance.now();
  const app = await startApp(code);
  say(`start to the first 200: ${seconds(performance.now() - startedAt)} s`);
  await rest();
  const pid = Number(readFileSync(join(code.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  sayMemory('idle', app, { pid });
  await app.stop();
}

function sayMemory(when: string, { pids }: Target, database: Pick<EmbeddedServer, 'pid'>): void {
  const own = pids.reduce((sum, pid) => sum + memoryMb(pid), 0);
  const server = memoryMb(database.pid);
  say(`memory ${when}: process ${Math.round(own)} MB, with the embedded server ${Math.round(own + server)} MB (Pss)`);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

await run();
