import { hash, randomInt } from 'node:crypto';
import { generateKeyBetween } from 'fractional-indexing';
import { newId } from '#platform/ids.ts';

// Positions on the board: keys of fractional-indexing over 0–9A–Za–z, compared byte by byte.

export const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A rank after all earlier ranks at the end, unless the clock was ahead then (`behindLast` handles that). The time is
 * the key's integer part: 'h' and eight digits. Random digits distinguish two ranks of the same millisecond.
 */
export function rankAtEnd(now: Date): string {
  return `h${encode(now.getTime(), 8)}${jitter(3)}`;
}

/**
 * Ranks at the end for imported cards, in the order of their own positions; the first position counts most, and a
 * missing one (null) comes last. The same positions give the same rank: callers that need distinct ranks add a distinct
 * number. The bits of a number sort like the number (IEEE 754), so that cards can be ranked independently. `source`
 * distinguishes two imports of the same millisecond.
 */
export function ranksByPosition(
  now: Date,
  source: string = newId(),
): (...positions: readonly (number | null)[]) => string {
  const start = `h${encode(now.getTime(), 8)}${encode(hash('sha256', source, 'buffer').readUInt32BE(), 4)}`;
  // The last digit of a key must not be the lowest.
  return (...positions) => `${start}${positions.map(sortable).join('')}V`;
}

const bits = new DataView(new ArrayBuffer(8));
const allBits = (1n << 64n) - 1n;
const signBit = 1n << 63n;
const missing = Number.POSITIVE_INFINITY;

/**
 * Encodes a number as digits that sort like it: five bits a digit, without trailing zeros, ended by the lowest digit so
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

/**
 * A rank between two neighbours; null is the column's top or bottom. Picks one of four gaps, so that concurrent moves
 * seldom collide.
 */
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
