import { taskLinkId } from '../../data/tasks/focus-task.ts';

const settleMs = 140;

/** A short animation of a dropped card. */
export function settleCard(taskId: string): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  requestAnimationFrame(() => {
    const card = document.getElementById(taskLinkId(taskId))?.closest('[data-card]');
    const liftedStyle = { transform: 'scale(1.025)', boxShadow: 'var(--shadow-lift)' };
    card?.animate([liftedStyle, { transform: 'none', boxShadow: 'none' }], { duration: settleMs, easing: 'ease-out' });
  });
}
