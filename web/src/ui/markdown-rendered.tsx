import { Square, SquareCheck } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId, useMemo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import { useTexts } from '../i18n/use-texts.ts';
import { Icon } from './icon.tsx';
import { linkKind } from './link-kind.ts';
import { markParts, withTick } from './rendered-parts.ts';
import { TextReferencesContext, type TextReferences } from './text-references.ts';

const schema = {
  ...defaultSchema,
  protocols: { ...defaultSchema.protocols, href: ['http', 'https', 'mailto', 'tel'] },
};

/** Ticks a checkbox by its offset in the source. */
const TickContext = createContext<((offset: number, isDone: boolean) => void) | undefined>(undefined);

export interface MarkdownProps {
  readonly children: string;
  /** Receives the text after a checkbox was ticked or cleared. Without it, checkboxes are only shown. */
  readonly onTick?: ((text: string) => void) | undefined;
}

export function MarkdownRendered({ children, onTick }: MarkdownProps) {
  const { t } = useTexts();
  const references = useContext(TextReferencesContext);
  // Footnote ids must be unique, because a page shows several texts.
  const prefix = `${useId()}-`;
  const tick = useMemo(
    () => onTick && ((offset: number, isDone: boolean) => onTick(withTick(children, offset, isDone))),
    [onTick, children],
  );
  const components = useMemo(() => componentsFor(prefix, references), [prefix, references]);
  return (
    <div className="prose" dir="auto">
      <TickContext value={tick}>
        <ReactMarkdown
          remarkPlugins={[remarkGfm, remarkBreaks]}
          remarkRehypeOptions={{
            clobberPrefix: '',
            footnoteLabel: t('markdown.footnotes'),
            footnoteBackLabel: t('markdown.backToText'),
          }}
          rehypePlugins={[
            [rehypeSanitize, { ...schema, clobberPrefix: prefix }],
            markParts({ source: children, references }),
          ]}
          // The schema has already filtered addresses; the default of this one would refuse more.
          urlTransform={(address) => address}
          components={components}
        >
          {children}
        </ReactMarkdown>
      </TickContext>
    </div>
  );
}

/** Pictures from elsewhere become links: the page requests nothing from other servers. */
function componentsFor(prefix: string, references: TextReferences | null): Components {
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
    input: ({ checked, node }) => (
      <TaskMark isDone={checked === true} offset={Number(node?.properties['dataOffset'])} />
    ),
    span: ({ node, children }) => {
      const { dataPerson, dataTask } = node?.properties ?? {};
      if (typeof dataPerson === 'string') return references?.person(dataPerson) ?? children;
      if (typeof dataTask === 'string') return references?.task(dataTask) ?? children;
      return children;
    },
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

/** `- [x]` in a text. */
function TaskMark({ isDone, offset }: { isDone: boolean; offset: number }) {
  const { t } = useTexts();
  const tick = useContext(TickContext);
  const label = t(isDone ? 'markdown.done' : 'markdown.open');
  if (tick && !Number.isNaN(offset)) {
    return <input type="checkbox" aria-label={label} checked={isDone} onChange={() => tick(offset, !isDone)} />;
  }
  return (
    <span role="img" aria-label={label} className="me-1 inline-block align-[-3px] text-muted">
      <Icon of={isDone ? SquareCheck : Square} />
    </span>
  );
}
