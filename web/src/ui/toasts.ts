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
  /** Only the newest toast of a topic is shown, except for failures. */
  readonly topic?: string | undefined;
}

export const toasts = createSignal<readonly Toast[]>([]);

const maxPassing = 3;
let nextId = 1;

/**
 * Shows a toast. Failures stay until dismissed, all others disappear by themselves.
 * @returns its id, to dismiss it earlier.
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

/** If there are too many, the oldest ones disappear, but not failures. */
function withoutOldest(all: readonly Toast[]): readonly Toast[] {
  const passing = new Set(all.filter(({ tone }) => tone === 'plain').slice(-maxPassing));
  return all.filter((toast) => toast.tone === 'danger' || passing.has(toast));
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
