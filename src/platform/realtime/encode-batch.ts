import type { LoggedEvent } from './event-log.ts';
import { eventFrame } from './frame.ts';

/** As many events as a number has bits. */
export const maxBatchEvents = 30;

/**
 * Encodes the events of a batch, of which the bits of a number select some. Each selection is encoded once for all
 * streams.
 */
export function encodeBatch(
  batch: readonly LoggedEvent[],
  frameId: (position: number) => string,
): (visible: number) => Buffer {
  const frames: string[] = [];
  const encoded = new Map<number, Buffer>();
  const join = (visible: number) =>
    batch
      .map(({ position, event }, index) =>
        visible & (1 << index) ? (frames[index] ??= eventFrame(frameId(position), event)) : '',
      )
      .join('');
  return (visible) => {
    const bytes = encoded.get(visible) ?? Buffer.from(join(visible));
    encoded.set(visible, bytes);
    return bytes;
  };
}
