import { Fragment } from 'react';

/** What it is about, and what was written; each in its own direction. */
export function About({ parts: [about, excerpt] }: { parts: readonly string[] }) {
  return (
    <span className="own-direction block min-w-0 truncate text-soft">
      <bdi>{about}</bdi>
      {excerpt !== undefined && (
        <>
          {': '}
          <bdi>{excerpt}</bdi>
        </>
      )}
    </span>
  );
}

/** A sentence whose keys (`ENG-5`) are not broken at the hyphen. */
export function WithKeys({ text }: { text: string }) {
  const parts = text.matchAll(/(?<key>\b[A-Z]{2,6}-\d{1,9}\b)|.+?(?=\b[A-Z]{2,6}-\d{1,9}\b|$)/gs);
  return Array.from(parts, ({ 0: part, index, groups }) =>
    groups?.['key'] === undefined ? (
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <span key={index} className="whitespace-nowrap">
        {part}
      </span>
    ),
  );
}
