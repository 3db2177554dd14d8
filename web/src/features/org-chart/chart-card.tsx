import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Name } from '../../ui/name.tsx';
import { boxOf, cardHeight, cardWidth } from './geometry.ts';
import type { LayoutEntry } from './layout.ts';

interface ChartCardProps {
  readonly entry: LayoutEntry;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly colours: readonly string[];
}

export const cardId = (userId: string) => `person-${userId}`;

/** A person in the chart. The tree handles keys and clicks. */
export function ChartCard({ entry, isActive, isChosen, colours }: ChartCardProps) {
  const { t } = useTexts();
  const { person, column, position, siblings, isOpen } = entry;
  const { x, y } = boxOf(entry);
  const isManager = person.reports > 0;
  return (
    <div
      role="treeitem"
      tabIndex={-1}
      data-person={person.userId}
      id={cardId(person.userId)}
      aria-level={column + 1}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isChosen}
      {...(isManager ? { 'aria-expanded': isOpen } : {})}
      className={classNames('chart-card', isActive && 'chart-card-active', isChosen && 'chart-card-chosen')}
      style={{ insetInlineStart: x, top: y, width: cardWidth, height: cardHeight }}
    >
      <Avatar name={person.name} url={person.avatarUrl} size={32} />
      <span className="grid min-w-0 flex-1 leading-tight">
        <Name className="truncate font-medium">{person.name}</Name>
        <span className="own-direction truncate text-meta text-muted">
          {person.title === '' ? t(`positions.${person.position}`) : person.title}
        </span>
      </span>
      <span aria-hidden className={classNames('flex shrink-0 gap-0.5', isManager && 'me-1.5')}>
        {colours.map((colour) => (
          <span key={colour} className="size-2 rounded-[2px]" style={{ backgroundColor: colour }} />
        ))}
      </span>
      {isManager && (
        <span className="chart-toggle" data-toggle={person.userId}>
          <span aria-hidden>{isOpen ? '−' : formatNumber(person.reports)}</span>
          <span className="sr-only">{t('chart.reports', { count: person.reports })}</span>
        </span>
      )}
    </div>
  );
}
