import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';

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
