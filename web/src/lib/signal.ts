import { useSyncExternalStore } from 'react';

/** A value outside of components that components can watch. */
export interface Signal<Value> {
  get(): Value;
  subscribe(listener: () => void): () => void;
}

export interface WritableSignal<Value> extends Signal<Value> {
  set(value: Value): void;
}

export function createSignal<Value>(initial: Value): WritableSignal<Value> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useSignal<Value>(signal: Signal<Value>): Value {
  return useSyncExternalStore(signal.subscribe, signal.get);
}
