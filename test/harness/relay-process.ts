import { pino } from 'pino';
import { connect } from '#platform/database/connection.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import { createRelay, type RelayStep } from '#platform/events/relay.ts';
import { createQueue } from '#platform/jobs/queue.ts';
import { moduleNames } from '#platform/startup/module-names.ts';

// A relay in a process of its own, which exits at a given step, as in a power cut.

const { target, step } = JSON.parse(process.env['RELAY'] ?? '{}') as {
  target: ConnectionTarget;
  step: RelayStep | null;
};
const log = pino({ level: 'fatal' });
const queue = createQueue({ target, log, supervises: false });
await queue.start();
const relay = createRelay({
  sql: connect(target, { connections: 2, name: 'relay process' }),
  queue,
  modules: moduleNames,
  log,
  onRelayed: () => undefined,
  onStep: (reached) => {
    if (reached === step) process.kill(process.pid, 'SIGKILL');
  },
});
await relay.drain();
process.exit(0);
