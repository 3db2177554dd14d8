import { lazy, Suspense } from 'react';

const Rendered = lazy(async () => ({ default: (await import('./markdown-rendered.tsx')).MarkdownRendered }));

/** Markdown as it is meant to be read. Until its reader has come, as it was written. */
export function Markdown({ children }: { children: string }) {
  return (
    <Suspense
      fallback={
        <p className="whitespace-pre-wrap" dir="auto">
          {children}
        </p>
      }
    >
      <Rendered>{children}</Rendered>
    </Suspense>
  );
}
