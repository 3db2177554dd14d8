import { pause } from './crashes.ts';

/** The tasks that an event stream has reported. */
export interface Follower {
  readonly ids: readonly string[];
  isOpen(): boolean;
  connections(): number;
  /** The id of its last event; null before the first one. */
  lastId(): string | null;
  stop(): void;
}

/**
 * Reads the event stream as a browser does: it connects again after each end, with the id of the last event.
 * @param url of the instance to connect to next.
 */
export function followTasks(url: () => string, token: string): Follower {
  const ids: string[] = [];
  const stopping = new AbortController();
  let lastId: string | null = null;
  let connections = 0;

  async function readOnce(): Promise<void> {
    const response = await fetch(`${url()}/api/v1/events`, {
      headers: { authorization: `Bearer ${token}`, ...(lastId === null ? {} : { 'last-event-id': lastId }) },
      signal: stopping.signal,
    });
    if (!response.ok || !response.body) return;
    connections += 1;
    let rest = '';
    for await (const bytes of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + bytes).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
        lastId = field('id') ?? lastId;
        if (field('event') !== 'task.created') continue;
        const { id } = JSON.parse(field('data') ?? '{}') as { id?: string };
        if (id !== undefined) ids.push(id);
      }
    }
  }

  const reading = (async () => {
    while (!stopping.signal.aborted) {
      await readOnce().catch(() => undefined);
      if (!stopping.signal.aborted) await pause(100);
    }
  })();
  return {
    ids,
    isOpen: () => connections > 0,
    connections: () => connections,
    lastId: () => lastId,
    stop() {
      stopping.abort();
      void reading;
    },
  };
}
