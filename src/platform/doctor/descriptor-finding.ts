import { descriptorBudget, fewDescriptors } from '../descriptors.ts';
import { type Finding, ok, warning } from './finding.ts';

const id = 'open-files';

/** Checks how many descriptors a process started from here may have. */
export function descriptorFinding(): Finding {
  const { limit, connections } = descriptorBudget();
  if (limit === null) return ok(id, 'No limit.');
  const message = `At most ${limit} at once, ${connections} of them connections.`;
  if (limit >= fewDescriptors) return ok(id, message);
  return warning(
    id,
    message,
    'Raise the limit of the server: ulimit -n 65536 before its start, LimitNOFILE=65536 in its systemd unit, or --ulimit nofile=65536 with Docker.',
  );
}
