import { lazyPart } from './lazy-part.tsx';

interface MarkdownProps {
  readonly children: string;
}

/** Markdown as it is meant to be read. Until its reader has come, or where it cannot come, as it was written. */
export const Markdown = lazyPart(async () => (await import('./markdown-rendered.tsx')).MarkdownRendered, {
  waiting: (props: MarkdownProps) => <Written {...props} />,
  failed: ({ props }) => <Written {...props} />,
});

function Written({ children }: MarkdownProps) {
  return (
    <p className="whitespace-pre-wrap" dir="auto">
      {children}
    </p>
  );
}
