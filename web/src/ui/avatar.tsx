import { addressOf } from '../lib/base-path.ts';
import { classNames } from '../lib/class-names.ts';

interface AvatarProps {
  readonly name: string;
  readonly url?: string | null;
  readonly size?: 20 | 24 | 32 | 72;
  /** The label for screen readers; without it the avatar is decoration beside a name. */
  readonly label?: string;
}

const sizes = {
  20: 'size-5 text-[10px]',
  24: 'size-6 text-[11px]',
  32: 'size-8 text-meta',
  72: 'size-18 text-title',
} as const;

/** A picture, or initials on a colour derived from the name. */
export function Avatar({ name, url = null, size = 20, label }: AvatarProps) {
  const spoken = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label };
  return (
    // CSS draws the initials from an attribute: they must not be part of the surrounding text.
    <span
      className={classNames('avatar', sizes[size])}
      style={{ '--hue': hueOf(name) }}
      data-initials={url === null ? initialsOf(name) : undefined}
      {...spoken}
    >
      {url !== null && (
        <img src={url.startsWith('/') ? addressOf(url) : url} alt="" className="size-full object-cover" />
      )}
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].flatMap((word) =>
    [...(word ?? '')].slice(0, 1),
  );
  // Persian letters join when adjacent; a zero-width non-joiner separates initials.
  return letters.join('\u200c').toLocaleUpperCase();
}

function hueOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return sum;
}
