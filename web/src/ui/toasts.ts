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
  /** Of one topic only the newest is shown. */
  readonly topic?: string | undefined;
}

export const toasts = createSignal<readonly Toast[]>([]);

const mostToasts = 3;
let nextId = 1;

/** Says something in passing. What failed stays until it is read, all else leaves by itself. */
export function showToast({ tone = 'plain', ...toast }: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): void {
  const id = nextId;
  nextId += 1;
  const others = toasts.get().filter(({ topic }) => topic === undefined || topic !== toast.topic);
  toasts.set([...others, { ...toast, tone, id }].slice(-mostToasts));
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
