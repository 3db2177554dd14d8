import { pino } from 'pino';
import { connect } from '#platform/database/connection.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import { createInstances } from '#platform/jobs/instances.ts';
import { createQueue } from '#platform/jobs/queue.ts';

// A process that takes jobs and never finishes one; it prints how many it has taken.

const { target, queue: name } = JSON.parse(process.env['WORKER'] ?? '{}') as {
  target: ConnectionTarget;
  queue: string;
};
const log = pino({ level: 'fatal' });
const sql = connect(target, { connections: 1, name: 'worker process' });
const instances = createInstances({ sql, log, onReleased: () => undefined });
const queue = createQueue({ target, log, supervises: true, held: instances.held });
await queue.start();
await instances.start();
await queue.work({
  queue: name,
  async handle(jobs) {
    process.stdout.write(`${jobs.length}\n`);
    return new Promise(() => undefined);
  },
});
