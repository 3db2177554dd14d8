import { useTexts } from '../../i18n/use-texts.ts';

const signs = [
  { id: 'critical', className: 'timeline-bar-todo timeline-bar-critical' },
  { id: 'late', className: 'timeline-sign-late' },
  { id: 'open', className: 'timeline-bar-todo timeline-bar-open' },
] as const;

/** Explains the styles of bars. */
export function Legend() {
  const { t } = useTexts();
  return (
    <ul aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 text-meta text-muted">
      {signs.map(({ id, className }) => (
        <li key={id} className="inline-flex items-center gap-1.5">
          <span className={`timeline-sign ${className}`} />
          {t(`timeline.signs.${id}`)}
        </li>
      ))}
    </ul>
  );
}
