import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { makeFolder } from '../../../test/harness/process.ts';
import { createEventLog } from './event-log.ts';

it('has another epoch after the server went on from its write-ahead log as a promoted replica does', async () => {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const epochs: string[] = [];
  for (const isPromoted of [false, false, true]) {
    if (isPromoted) writeFileSync(join(folder.path, 'postgres/recovery.signal'), '');
    const server = await startEmbedded({ dataDir: folder.path, settings: { restore_command: 'false' } });
    const sql = connect(server.target, { connections: 1, name: 'event log test' });
    if (epochs.length === 0) {
      await sql`create schema platform`;
      await sql`create table platform.relay (id int, next_position bigint, epoch text)`;
      await sql`create table platform.event_log (position bigint)`;
      await sql`insert into platform.relay values (1, 42, 'abc')`;
    }
    const log = createEventLog(sql);
    // The server answers reads before its promotion has ended.
    const state = await vi.waitFor(() => log.state(), { timeout: 20_000 });
    expect(state).toMatchObject({ head: 41, oldest: 42 });
    epochs.push(state.epoch);
    await sql.end({ timeout: 1 });
    await server.stop();
  }
  expect(epochs).toEqual(['abc', 'abc', 'abct00000002']);
});
