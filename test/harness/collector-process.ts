import { pino } from 'pino';
import { connect } from '#platform/database/connection.ts';
import { createCollector } from '#platform/events/collect.ts';

// Collects the events of one module, and kills itself at a step: as a process that dies there.

const { from, to, step } = JSON.parse(process.env['COLLECTOR'] ?? '{}');
const collector = createCollector({
  from: connect(from, { connections: 1, name: 'from' }),
  to: connect(to, { connections: 1, name: 'to' }),
  module: 'tasks',
  log: pino({ level: 'fatal' }),
  onCollected: () => undefined,
  onStep(reached) {
    if (reached === step) process.kill(process.pid, 'SIGKILL');
  },
});
await collector.drain();
process.exit(0);
