import type { KnownTask } from './store.ts';

export function isOpen({ category }: Pick<KnownTask, 'category'>): boolean {
  return category === 'todo' || category === 'in_progress';
}
