import { pino } from 'pino';
import { readConfig } from '#platform/startup/config.ts';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { composeApp } from '../../src/composition/app.ts';
import { clientOf } from '../harness/client.ts';
import { listen } from '../harness/listen.ts';
import { makeFolder, until } from '../harness/process.ts';
import type { Finding } from './run.ts';
import { auditWrites, isDrained, createTestTeam, startWriters } from './workload.ts';

const dayMs = 86_400_000;
/** Ahead, right, behind and right again, twice. */
const offsets = [0, dayMs, 0, -dayMs, 0, dayMs, 0];
const eachMs = 4_000;
const writers = 5;

/**
 * The app's clock is set a day ahead and back while clients write. The app runs in this process with this clock; the
 * database server's clock does not change.
 */
export async function clockRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  let offsetMs = 0;
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  const config = readConfig({ DATA_DIR: folder.path, RATE_LIMITS: 'off', PUBLIC_URL: 'http://localhost:8080' });
  const app = await composeApp(config, pino({ level: 'fatal' }), { clock });
  running.defer(() => app.stop());
  await app.start();
  app.readiness.state = 'ready';
  const server = await listen(app);
  running.defer(() => server.close());
  const team = await createTestTeam(server.url);
  const clients = startWriters(() => server.url, team, writers);
  for (const offset of offsets) {
    offsetMs = offset;
    await new Promise((resolve) => setTimeout(resolve, eachMs));
  }
  await clients.stop();
  const database = await startEmbedded({ dataDir: folder.path });
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 2, name: 'reliability' });
  await until(() => isDrained(sql));
  const audit = await auditWrites(sql, clients.ledger);
  const failed = clients.ledger.filter(({ answer }) => answer.status !== 201).length;
  // One writer's cards are in the order of its replies.
  const rows = await sql<{ title: string }[]>`select title from tasks.task order by rank`;
  const turns = rows.map(({ title }) => title.split('/').map(Number));
  const swappedCount = turns.filter(([writer, turn = 0], i) =>
    turns.slice(0, i).some(([other, before = 0]) => other === writer && before > turn),
  ).length;
  const signedIn = await clientOf(app).post('/auth/login', {
    email: 'owner@example.com',
    password: 'correct horse battery',
  });
  await sql.end({ timeout: 1 });
  await database.stop();
  const lostCount =
    audit.lost + audit.doubled + audit.eventsLost + audit.effectsLost + audit.effectsDoubled + audit.gaps;
  return [
    {
      name: 'a clock that jumps a day ahead, back and behind',
      figure:
        `${failed} of ${clients.ledger.length} writes refused, ${swappedCount} cards out of order, ${lostCount} writes, events or effects lost or doubled, ` +
        `${audit.setAside} set aside, a sign-in afterwards ${signedIn.status}`,
      holds:
        failed + swappedCount + lostCount + audit.setAside === 0 && audit.acknowledged > 100 && signedIn.status === 200,
    },
  ];
}
