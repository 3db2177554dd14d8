import { Transform } from 'node:stream';
import { fileTooLarge } from '../errors.ts';

/** A stream that counts bytes and fails with 413 after `maxBytes`. */
export function limited(maxBytes: number) {
  let count = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > maxBytes) done(fileTooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  return { stream, count: () => count };
}
