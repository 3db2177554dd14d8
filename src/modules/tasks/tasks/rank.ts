import { randomInt } from 'node:crypto';
import { generateKeyBetween } from 'fractional-indexing';

// Places on the board: keys of fractional-indexing over 0–9A–Za–z, compared byte by byte.

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A place behind everything that was put at the end before: the time is the key's integer part ('h' and eight digits),
 * so nothing has to be read to find the end of a column. The jitter keeps two of one millisecond apart.
 */
export function rankAtEnd(now: Date): string {
  return `h${encode(now.getTime(), 8)}${jitter(3)}`;
}

/**
 * Places at the end for what is brought in with positions of its own (numbers of 0 and more), in the order of these; of
 * several the first counts most. The bits of such a number sort as the number does (IEEE 754), so that no card has to
 * know the others.
 */
export function ranksByPosition(now: Date): (...positions: number[]) => string {
  const start = `h${encode(now.getTime(), 8)}`;
  const bits = new DataView(new ArrayBuffer(8));
  const digitsOf = (position: number) => {
    bits.setFloat64(0, Number.isFinite(position) && position > 0 ? position : 0);
    return encodeBits(bits.getBigUint64(0));
  };
  return (...positions) => start + positions.map(digitsOf).join('') + jitter(2);
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
  for (let place = 0; place < length; place += 1) {
    text = digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function encodeBits(number: bigint): string {
  let rest = number;
  let text = '';
  for (let place = 0; place < 11; place += 1) {
    text = digits.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

/** A key's fraction must not end with its lowest digit. */
function jitter(length: number): string {
  let text = '';
  for (let place = 1; place < length; place += 1) text += digits.charAt(randomInt(62));
  return text + digits.charAt(1 + randomInt(61));
}
