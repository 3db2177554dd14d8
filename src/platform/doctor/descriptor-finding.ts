import { descriptorBudget, fewDescriptors } from '../descriptors.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Checks how many descriptors a process started from here may have. */
export function descriptorFinding(): Finding {
  const { limit, connections } = descriptorBudget();
  if (limit === null) return ok('open-files', 'unlimited');
  const values = { limit, connections: connections ?? limit };
  if (limit >= fewDescriptors) return ok('open-files', 'ok', values);
  return warning('open-files', 'few', values, 'ulimit -n 65536');
}
