import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../errors.ts';
import { readUpload } from './upload.ts';

const part = (disposition: string, content: string) =>
  `--B\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`;
const whole = Buffer.from(
  `before\r\n${part('name="format"', 'trello')}${part('name="file"; filename="a.txt"', 'hello\r\n--C')}${part('name="teamId"', '1')}--B--\r\nbehind`,
);

/**
 * Reads a body that arrives in these chunks. Returns the refusal as text; the test also requires that the promise
 * settles.
 */
async function read(
  chunks: readonly Uint8Array[],
  store: (bytes: Readable) => Promise<Buffer> = buffer,
): Promise<string> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const raw = new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=B' },
    body,
    duplex: 'half',
  });
  const options = { maxBytes: 1_000_000, fields: ['format', 'teamId'], store };
  try {
    const { fields, stored } = await readUpload({ raw, incoming: undefined }, options);
    return JSON.stringify([fields, stored.toString('latin1')]);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }
}

function inChunks(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((index, i) => bytes.subarray(places[i], index));
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });
const expected = '[{"format":"trello","teamId":"1"},"hello\\r\\n--C"]';

describe('a multipart body', () => {
  it('gives the same result for every split into chunks', async () => {
    for (let at = 0; at <= whole.length; at += 1) expect(await read(inChunks(whole, [at]))).toBe(expected);
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        expect(await read(inChunks(whole, places))).toBe(expected);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('that is cut off at any position is refused', async () => {
    const end = whole.indexOf('--B--') + 5;
    for (let at = 0; at < end; at += 1)
      expect(await read([whole.subarray(0, at)]), String(at)).toBe('malformed-upload');
    for (let at = end; at < whole.length; at += 1) expect(await read([whole.subarray(0, at)])).toBe(expected);
  });

  it('with changed, repeated or missing bytes is read or refused, and leaves nothing running', async () => {
    const change = fc.record({ at: fc.nat(whole.length), length: fc.nat(40), bytes: fc.uint8Array({ maxLength: 40 }) });
    const token = fc.constantFrom(
      '\r\n',
      '\r\n\r\n',
      '--B',
      '--B--',
      '\r\n--B\r\n',
      '--',
      'filename="x"',
      'name="file"',
    );
    const replaced = fc.record({
      at: fc.nat(whole.length),
      length: fc.nat(9),
      bytes: token.map((t) => Buffer.from(t)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(change, replaced), { minLength: 1, maxLength: 4 }),
        cuts,
        async (edits, at) => {
          const edited = edits.reduce<Uint8Array>(
            (bytes, edit) =>
              Buffer.concat([bytes.subarray(0, edit.at), edit.bytes, bytes.subarray(edit.at + edit.length)]),
            whole,
          );
          expect(await read(inChunks(edited, at))).toMatch(/^(\[.*\]|malformed-upload|invalid)$/);
        },
      ),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it.each(['at once', 'later', 'after the first bytes'])(
    'whose file can’t be stored fails with that error: %s',
    async (when) => {
      const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      const store = async (bytes: Readable): Promise<Buffer> => {
        if (when === 'later') await new Promise((resolve) => setImmediate(resolve));
        if (when === 'after the first bytes') for await (const chunk of bytes) if (chunk) break;
        throw full;
      };
      const large = Buffer.from(`${part('name="file"; filename="a.txt"', 'x'.repeat(500_000))}--B--`);
      await expect(read(inChunks(large, [100_000, 200_000]), store)).rejects.toBe(full);
    },
  );
});
