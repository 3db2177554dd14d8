import { Transform } from 'node:stream';
import { fileTooLarge } from '../errors.ts';

/** Lets so many bytes pass, and counts them. */
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
