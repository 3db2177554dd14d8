import { Square, SquareCheck } from 'lucide-react';
import { type ReactNode, useId, useMemo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';
import { linkKind } from './link-kind.ts';

const schema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto', 'tel'] },
};

export function MarkdownRendered({ children }: { children: string }) {
  const { t } = useTexts();
  // Footnote ids must be unique, because a page shows several texts.
  const prefix = `${useId()}-`;
  const components = useMemo(() => componentsFor(prefix), [prefix]);
  return (
    <div className="prose" dir="auto">
      <ReactMarkdown
        remarkPlugins={[remarkGfm, remarkBreaks]}
        remarkRehypeOptions={{
          clobberPrefix: '',
          footnoteLabel: t('markdown.footnotes'),
          footnoteBackLabel: t('markdown.backToText'),
        }}
        rehypePlugins={[[rehypeSanitize, { ...schema, clobberPrefix: prefix }]]}
        // The schema has already filtered addresses; the default of this one would refuse more.
        urlTransform={(address) => address}
        components={components}
      >
        {children}
      </ReactMarkdown>
    </div>
  );
}

/** Pictures from elsewhere become links: the page requests nothing from other servers. */
function componentsFor(prefix: string): Components {
  return {
    a: ({ node: _node, href, children, ...rest }) =>
      'data-footnote-ref' in rest || 'data-footnote-backref' in rest ? (
        <a href={href?.replace('#', `#${prefix}`)} {...rest}>
          {children}
        </a>
      ) : (
        <MarkdownLink href={href} title={rest.title}>
          {children}
        </MarkdownLink>
      ),
    input: ({ checked }) => <TaskMark isDone={checked === true} />,
    img: ({ src, alt = '' }) =>
      typeof src === 'string' && linkKind(src) === 'own' ? (
        <img src={src} alt={alt} />
      ) : (
        <MarkdownLink href={src}>{alt === '' ? src : alt}</MarkdownLink>
      ),
  };
}

interface MarkdownLinkProps {
  /** Missing if the schema refuses it. */
  readonly href: string | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A link that leaves the app opens a new tab. A link without an allowed target is plain text. */
function MarkdownLink({ href = '', title, children }: MarkdownLinkProps) {
  const kind = linkKind(href);
  if (kind === null) return children;
  const target = kind === 'web' ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a href={href} title={title} {...target}>
      {children}
    </a>
  );
}

/** `- [x]` in a text: a read-only mark. */
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
