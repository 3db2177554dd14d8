import { Transform } from 'node:stream';
import { DomainError } from '../errors.ts';

/** Lets so many bytes pass, and counts them. */
export function limited(maxBytes: number) {
  let count = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  return { stream, count: () => count };
}

function tooLarge(maxBytes: number): DomainError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024);
  return new DomainError('too-large', 'too-large', `The file is larger than ${mebibytes} MiB.`);
}
