import { createSignal } from '../lib/signal.ts';

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'danger';
  readonly text: string;
  readonly detail?: string | undefined;
  readonly action?: ToastAction | undefined;
  /** Of one topic only the newest is shown, and what failed. */
  readonly topic?: string | undefined;
}

export const toasts = createSignal<readonly Toast[]>([]);

const maxPassing = 3;
let nextId = 1;

/**
 * Says something in passing. What failed stays until it is read, all else leaves by itself.
 * @returns its id, to take it away earlier.
 */
export function showToast({ tone = 'plain', ...toast }: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): number {
  const id = nextId;
  nextId += 1;
  const others = toasts
    .get()
    .filter((other) => other.tone === 'danger' || other.topic === undefined || other.topic !== toast.topic);
  toasts.set(withoutOldest([...others, { ...toast, tone, id }]));
  return id;
}

/** Where there are too many, the oldest go that would have gone by themselves. */
function withoutOldest(all: readonly Toast[]): readonly Toast[] {
  const passing = new Set(all.filter(({ tone }) => tone === 'plain').slice(-maxPassing));
  return all.filter((toast) => toast.tone === 'danger' || passing.has(toast));
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
