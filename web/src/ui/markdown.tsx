import { lazyPart } from './lazy-part.tsx';
import type { MarkdownProps } from './markdown-rendered.tsx';

/** Rendered Markdown. Until the renderer is loaded, or if it fails, the source. */
export const Markdown = lazyPart(async () => (await import('./markdown-rendered.tsx')).MarkdownRendered, {
  waiting: (props: MarkdownProps) => <Written {...props} />,
  failed: ({ props }) => <Written {...props} />,
});

function Written({ children }: MarkdownProps) {
  return (
    <p className="w-fit max-w-full whitespace-pre-wrap" dir="auto">
      {children}
    </p>
  );
}
