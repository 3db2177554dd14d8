import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import type { Health } from '../../data/projects/status.ts';

const looks = { on_track: 'text-done', at_risk: 'text-warning', off_track: 'text-danger' } as const;
/** A shape for each, so that nobody depends on colours. */
const shapes = {
  on_track: 'M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z',
  at_risk: 'M8 2 14.5 13.5H1.5Z',
  off_track: 'M3 3h10v10H3Z',
} as const;

/** The health of a project: an icon and its text. */
export function HealthMark({ health }: { health: Health }) {
  const { t } = useTexts();
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <svg viewBox="0 0 16 16" className={classNames('size-3', looks[health])} aria-hidden>
        <path d={shapes[health]} fill="currentColor" strokeLinejoin="round" />
      </svg>
      {t(`projects.healths.${health}`)}
    </span>
  );
}
