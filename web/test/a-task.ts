import { initialValues } from '../src/data/tasks/initial-values.ts';
import type { KnownTask } from '../src/data/tasks/store.ts';

/** A card for tests. */
export const aTask = (id: string, more: Partial<KnownTask> = {}): KnownTask => ({
  ...initialValues,
  id,
  key: id.toUpperCase(),
  organizationId: 'o',
  teamId: 't',
  title: id,
  statusId: 'todo',
  status: 'To do',
  category: 'todo',
  rank: 'a0',
  createdBy: null,
  createdAt: '2026-11-21T00:00:00.000Z',
  updatedAt: '2026-11-21T00:00:00.000Z',
  version: 1,
  ...more,
});
