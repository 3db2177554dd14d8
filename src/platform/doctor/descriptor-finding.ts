import { descriptorBudget, fewDescriptors } from '../descriptors.ts';
import { type Finding, ok } from './finding.ts';

/** Checks how many descriptors a process started from here may have. */
export function descriptorFinding(): Finding {
  const { limit, connections } = descriptorBudget();
  if (limit === null) return ok('open files', 'no limit');
  const limits = `${limit} at once, ${connections} of them connections`;
  if (limit >= fewDescriptors) return ok('open files', limits);
  const fix =
    'Raise the limit of the server: ulimit -n 65536 before its start, LimitNOFILE=65536 in its systemd unit, or --ulimit nofile=65536 with Docker.';
  return { name: 'open files', health: 'warning', found: limits, fix };
}
