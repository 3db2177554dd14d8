import { Square, SquareCheck } from 'lucide-react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';

const isOwn = (address: string) => address.startsWith('/') && !address.startsWith('//');

/** Links leave in a tab of their own. Pictures from elsewhere are links too: the page asks nobody but its own server. */
const components: Components = {
  a: ({ href = '', children }) =>
    isOwn(href) ? (
      <a href={href}>{children}</a>
    ) : (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ),
  input: ({ checked }) => <TaskMark isDone={checked === true} />,
  img: ({ src = '', alt = '' }) =>
    typeof src === 'string' && isOwn(src) ? (
      <img src={src} alt={alt} />
    ) : (
      <a href={String(src)} target="_blank" rel="noopener noreferrer">
        {alt === '' ? String(src) : alt}
      </a>
    ),
};

export function MarkdownRendered({ children }: { children: string }) {
  return (
    <div className="prose" dir="auto">
      <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={components}>
        {children}
      </ReactMarkdown>
    </div>
  );
}

/** `- [x]` in a text: a mark to read, not a box to tick. */
function TaskMark({ isDone }: { isDone: boolean }) {
  const { t } = useTexts();
  return (
    <span
      role="img"
      aria-label={t(isDone ? 'markdown.done' : 'markdown.open')}
      className="me-1 inline-block align-[-3px] text-muted"
    >
      <Icon of={isDone ? SquareCheck : Square} />
    </span>
  );
}
