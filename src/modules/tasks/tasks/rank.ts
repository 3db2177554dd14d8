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

/** As many places at the end, in their order. */
export function ranksAtEnd(now: Date, count: number): string[] {
  const salt = jitter(3);
  return Array.from({ length: count }, (_, index) => `h${encode(now.getTime(), 8)}${encode(index, 4)}${salt}`);
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

/** A key's fraction must not end with its lowest digit. */
function jitter(length: number): string {
  let text = '';
  for (let place = 1; place < length; place += 1) text += digits.charAt(randomInt(62));
  return text + digits.charAt(1 + randomInt(61));
}
