import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { descriptorBudget } from '#platform/descriptors.ts';
import { cpuSeconds, memoryMb } from './observe.ts';
import { ask, signInAfterPause } from './requests.ts';
import { type AppOptions, startApp, startSecondApp, startStreamLimit, type Target } from './servers.ts';
import { addSessions, type BenchTeam, createTeam } from './stream-people.ts';
import type { ReadersCommand, ReadersReply, StreamToOpen } from './stream-readers.ts';

export interface StreamsOptions {
  readonly folder: string;
  readonly code: string;
  readonly against: string | undefined;
  readonly sizes: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  /** How many of the people may read the team of the events; null if all may. */
  readonly readers: number | null;
  /** Changes are sent to a further instance, which has no streams. */
  readonly fromAnother: boolean;
  /** Measured in turns with a bare server. */
  readonly withLimit: boolean;
  /** Where CPU profiles of the instances are written. */
  readonly profileFolder: string | undefined;
  readonly say: (text: string) => void;
}

/** Instances of one state of the code, which share the streams: a process can have only so many descriptors. */
interface Contestant {
  readonly name: string;
  /** Memory in MB before its first stream; undefined until then. V8 gives memory back late, so it is taken once. */
  memoryMb: number | undefined;
  readonly instances: readonly Instance[];
  /** Receives the changes. One of `instances`, or a further one. */
  readonly writer: Instance;
}

type Instance = Target & { readonly port: number };

interface StreamFigures {
  readonly events: number;
  readonly expected: number;
  /** The slowest reader of one event after a rest, which the other figures leave out. */
  readonly first: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly bytesEach: number;
  readonly openMs: number;
  /** Processor time of the instances for an event, less what they use at rest. */
  readonly cpuMsAnEvent: number;
}

const firstPort = 8220;

/**
 * Open event streams, each of a person of its own, all or some in the audience of one event a second. The latency is from the
 * change (its `at`) to the reader; the memory is what the process has at rest with the streams, less what it has
 * without.
 */
export async function measureStreams(options: StreamsOptions): Promise<void> {
  const { folder, say, sizes } = options;
  await using running = new AsyncDisposableStack();
  const database = await startEmbedded({ dataDir: folder });
  running.defer(() => database.stop());
  const contestants = await startContestants(options, database.target.host, Math.max(...sizes), running);
  const url = contestants.find(({ name }) => name === 'app')?.instances[0]?.url ?? '';
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 1, name: 'bench' });
  running.defer(() => sql.end({ timeout: 1 }));
  const team = await createTeam(url, options.readers);
  say('streams   code      delivered            first   p50 ms  p99 ms  max ms  CPU ms  kB each  opened in s');
  const people: string[] = [];
  for (const size of sizes) {
    people.push(...(await addSessions(sql, team, people.length, size)));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const contestant of contestants) {
        const others = contestants.filter((other) => other !== contestant);
        for (const other of others) for (const each of processesOf(other)) each.pause();
        const figures = await measureOnce(contestant, team, people.slice(0, size), options);
        say(lineOf(size, contestant, figures));
        for (const other of others) for (const each of processesOf(other)) each.resume();
        await sleep(1_000);
      }
    }
  }
}

async function startContestants(
  { folder, code, against, fromAnother, withLimit, profileFolder }: StreamsOptions,
  socketFolder: string,
  streams: number,
  running: AsyncDisposableStack,
): Promise<Contestant[]> {
  const count = Math.ceil(streams / (descriptorBudget().streams ?? streams));
  let port = firstPort;
  const start = async (name: string, options: Pick<AppOptions, 'code'>): Promise<Contestant> => {
    const started: Instance[] = [];
    for (let number = 0; number < count + (fromAnother ? 1 : 0); number += 1) {
      const profile = profileFolder === undefined ? {} : { profileFolder };
      // PostgreSQL has 100 connections for all of them.
      const env = { DATABASE_POOL: count > 2 ? '2' : '4' };
      const app = { ...options, ...profile, env, name: `${name}-${number}`, dataDir: folder, port };
      const target = port === firstPort ? await startApp(app) : await startSecondApp(app, socketFolder);
      running.defer(() => target.stop());
      started.push({ ...target, port });
      port += 1;
    }
    const writer = started.at(-1);
    if (!writer) throw new Error('no instance was started');
    return { name, memoryMb: undefined, instances: started.slice(0, count), writer };
  };
  const own = await start('app', { code });
  const contestants = against === undefined ? [own] : [await start('before', { code: against }), own];
  if (!withLimit) return contestants;
  const target = await startStreamLimit(folder, port);
  running.defer(() => target.stop());
  const limit = { ...target, port };
  return [{ name: 'limit', memoryMb: undefined, instances: [limit], writer: limit }, ...contestants];
}

function processesOf({ instances, writer }: Contestant): Set<Instance> {
  return new Set([...instances, writer]);
}

const restMs = 15_000;
const addresses = 8;

async function measureOnce(
  contestant: Contestant,
  team: BenchTeam,
  cookies: readonly string[],
  { seconds, readers: mayRead }: Pick<StreamsOptions, 'seconds' | 'readers'>,
): Promise<StreamFigures> {
  const { instances, writer } = contestant;
  const { url } = writer;
  const authorization = await signInAfterPause(url);
  await sleep(restMs);
  const pids = instances.flatMap((instance) => instance.pids);
  const cpuMs = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0) * 1_000;
  const memory = () => pids.reduce((sum, pid) => sum + memoryMb(pid), 0);
  contestant.memoryMb ??= memory();
  const perReader = Math.ceil(cookies.length / instances.length);
  const readers = instances.map(({ port }, index) =>
    startReaders(
      cookies.slice(index * perReader, (index + 1) * perReader).map((cookie, stream): StreamToOpen => {
        return { port, cookie, from: `127.0.0.${1 + (stream % addresses)}` };
      }),
    ),
  );
  const startedAt = performance.now();
  await Promise.all(readers.map((each) => each.open()));
  const openMs = performance.now() - startedAt;
  await sleep(restMs);
  for (const each of readers) await each.report();
  const [restedFrom, restedSince] = [cpuMs(), performance.now()];
  await sleep(restMs);
  const restShare = (cpuMs() - restedFrom) / (performance.now() - restedSince);
  const change = async (title: string) => {
    await ask(url, `/teams/${team.id}/tasks`, { authorization, body: { title } });
    await sleep(1_000);
  };
  await change('First');
  // The slowest of many readers must not count it among the others.
  await sleep(restMs);
  const first = Math.max(...(await Promise.all(readers.map((each) => each.report()))).flat());
  const [workedFrom, workedSince] = [cpuMs(), performance.now()];
  for (let second = 0; second < seconds; second += 1) await change(`Event ${second}`);
  const worked = cpuMs() - workedFrom - restShare * (performance.now() - workedSince);
  await sleep(restMs);
  const after = memory();
  const latenciesMs = (await Promise.all(readers.map((each) => each.report()))).flat().toSorted((a, b) => a - b);
  for (const each of readers) each.close();
  const at = (share: number) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))];
  return {
    events: latenciesMs.length,
    expected: seconds * Math.min(cookies.length, mayRead ?? Infinity),
    first,
    p50: at(0.5) ?? Infinity,
    p99: at(0.99) ?? Infinity,
    max: at(1) ?? Infinity,
    bytesEach: ((after - contestant.memoryMb) * 1024 * 1024) / cookies.length,
    openMs,
    cpuMsAnEvent: worked / seconds,
  };
}

function startReaders(streams: readonly StreamToOpen[]) {
  const child = fork(new URL('stream-readers.ts', import.meta.url).pathname);
  const request = async (command: ReadersCommand): Promise<ReadersReply> => {
    const answered = once(child, 'message');
    child.send(command);
    return (await answered)[0] as ReadersReply;
  };
  const assertAllOpen = ({ open, closed }: ReadersReply) => {
    if (open === streams.length) return;
    child.kill();
    throw new Error(`${open} of ${streams.length} streams are open\n${[...new Set(closed)].slice(0, 5).join('\n')}`);
  };
  return {
    async open() {
      assertAllOpen(await request({ kind: 'open', streams }));
    },
    async report() {
      const reply = await request({ kind: 'report' });
      assertAllOpen(reply);
      return reply.kind === 'report' ? [...reply.latenciesMs] : [];
    },
    close: () => void child.kill(),
  };
}

function lineOf(size: number, { name, instances }: Contestant, figures: StreamFigures): string {
  const { events, expected, first, p50, p99, max, bytesEach, openMs, cpuMsAnEvent } = figures;
  const processes = instances.length === 1 ? '' : `  (${instances.length} processes)`;
  return (
    size.toLocaleString('en').padEnd(10) +
    name.padEnd(10) +
    `${events.toLocaleString('en')} of ${expected.toLocaleString('en')}`.padEnd(21) +
    [first, p50, p99, max].map((ms) => ms.toFixed(0).padEnd(8)).join('') +
    cpuMsAnEvent.toFixed(1).padEnd(8) +
    (bytesEach / 1024).toFixed(1).padEnd(9) +
    (openMs / 1_000).toFixed(1) +
    processes
  );
}
