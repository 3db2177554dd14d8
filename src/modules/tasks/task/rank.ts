import { createHash, randomInt } from 'node:crypto';
import { generateKeyBetween } from 'fractional-indexing';
import { newId } from '#platform/ids.ts';

// Places on the board: keys of fractional-indexing over 0–9A–Za–z, compared byte by byte.

export const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A place behind everything that was put at the end before, as long as the clock was not ahead then (`behindLast` sees to
 * that): the time is the key's integer part, 'h' and eight digits. The jitter keeps two of one millisecond apart.
 */
export function rankAtEnd(now: Date): string {
  return `h${encode(now.getTime(), 8)}${jitter(3)}`;
}

/**
 * Places at the end for what is brought in with positions of its own, in the order of these; of several the first counts
 * most, and one that is missing (null) comes behind all others. The same positions give the same place: whoever needs
 * distinct ones adds a number that is distinct. The bits of a number sort as the number does (IEEE 754), so that no card
 * has to know the others. `source` keeps two of one millisecond apart.
 */
export function ranksByPosition(
  now: Date,
  source: string = newId(),
): (...positions: readonly (number | null)[]) => string {
  const start = `h${encode(now.getTime(), 8)}${encode(createHash('sha256').update(source).digest().readUInt32BE(), 4)}`;
  // The last digit of a key must not be its lowest.
  return (...positions) => `${start}${positions.map(sortable).join('')}V`;
}

const bits = new DataView(new ArrayBuffer(8));
const allBits = (1n << 64n) - 1n;
const signBit = 1n << 63n;
const missing = Number.POSITIVE_INFINITY;

/**
 * A number as digits that sort as it does: five bits a digit, without the zeros at its end, closed by the lowest digit so
 * that a shorter one comes first.
 */
function sortable(position: number | null): string {
  bits.setFloat64(0, position ?? missing);
  const raw = bits.getBigUint64(0);
  let rest = raw & signBit ? raw ^ allBits : raw | signBit;
  let text = '';
  while (rest !== 0n) {
    text += digits.charAt(1 + Number(rest >> 59n));
    rest = (rest << 5n) & allBits;
  }
  return `${text}0`;
}

/** A place between two neighbours; null is the column's top or bottom. One of four gaps, so that two at once seldom meet. */
export function rankBetween(above: string | null, below: string | null): string {
  let low = above;
  let high = below;
  for (let halving = 0; halving < 2; halving += 1) {
    const middle = generateKeyBetween(low, high);
    if (randomInt(2) === 0) low = middle;
    else high = middle;
  }
  return generateKeyBetween(low, high);
}

function encode(number: number, length: number): string {
  let rest = number;
  let text = '';
  for (let digit = 0; digit < length; digit += 1) {
    text = digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** A key's fraction must not end with its lowest digit. */
function jitter(length: number): string {
  let text = '';
  for (let digit = 1; digit < length; digit += 1) text += digits.charAt(randomInt(62));
  return text + digits.charAt(1 + randomInt(61));
}
