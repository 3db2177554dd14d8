import type { EditorView } from 'prosemirror-view';
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { announce } from '../announcer.tsx';
import type { Suggestions } from './use-suggestions.tsx';

interface SuggestionListProps {
  readonly id: string;
  readonly view: EditorView;
  readonly open: NonNullable<Suggestions['open']>;
}

const gap = 6;
const margin = 8;

/** The list below the caret, or above it where there is no room. The focus stays in the text. */
export function SuggestionList({ id, view, open: { label, rows, active, at } }: SuggestionListProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLDivElement>(null);
  const count = rows.length;
  useEffect(() => announce(t('editor.found', { count })), [count, t]);
  const place = useEffectEvent(() => {
    const list = ref.current;
    if (!list) return;
    const caret = view.coordsAtPos(at);
    const { offsetWidth: width, offsetHeight: height } = list;
    const isRightToLeft = getComputedStyle(list).direction === 'rtl';
    const wanted = isRightToLeft ? caret.right - width : caret.left;
    const isBelow = caret.bottom + gap + height <= innerHeight || caret.top < height + gap;
    list.style.left = `${Math.max(margin, Math.min(wanted, innerWidth - width - margin))}px`;
    list.style.top = `${isBelow ? caret.bottom + gap : caret.top - gap - height}px`;
  });
  useLayoutEffect(() => {
    place();
    ref.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  useEffect(() => {
    const follow = () => place();
    addEventListener('scroll', follow, true);
    addEventListener('resize', follow);
    return () => {
      removeEventListener('scroll', follow, true);
      removeEventListener('resize', follow);
    };
  }, []);
  return (
    <div ref={ref} id={id} role="listbox" aria-label={label} className="popup suggestions">
      {rows.map((row, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are pressed in the text
        <div
          key={row.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Keeps the focus in the text.
          onPointerDown={(event) => event.preventDefault()}
          onClick={row.choose}
          className={classNames('menu-item', index === active && 'bg-hover')}
        >
          {row.icon}
          <bdi className="min-w-0 flex-1 truncate">{row.label}</bdi>
          {row.detail !== '' && (
            <bdi dir="ltr" className="truncate text-meta text-muted">
              {row.detail}
            </bdi>
          )}
        </div>
      ))}
    </div>
  );
}
