import { Link } from '@tanstack/react-router';
import { BellRing, Inbox } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { buttonClass } from '../../ui/button.tsx';
import type { InboxFilter } from '../../data/notifications/inbox-rows.ts';

/** Says that nothing is left, and how it stays so. */
export function InboxEmpty({ filter }: { filter: InboxFilter }) {
  const { t } = useTexts();
  const { title, text } = { title: t(`inbox.empty.${filter}.title`), text: t(`inbox.empty.${filter}.text`) };
  if (filter !== 'all') return <EmptyState title={title} text={text} />;
  const tips = [
    { keys: ['E'], label: t('inbox.tips.done') },
    { keys: ['H'], label: t('inbox.tips.snooze') },
    { keys: ['J', 'K'], label: t('inbox.tips.move') },
  ];
  return (
    <div className="grid justify-items-center">
      <span className="mt-14 -mb-12 grid size-14 place-items-center rounded-full bg-accent-wash text-accent-text">
        <Icon of={Inbox} size={24} />
      </span>
      <EmptyState title={title} text={text}>
        <dl className="flex flex-wrap justify-center gap-x-5 gap-y-2 text-meta text-soft pointer-coarse:hidden">
          {tips.map(({ keys, label }) => (
            <div key={label} className="flex items-center gap-1.5">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dt>
              <dd>{label}</dd>
            </div>
          ))}
        </dl>
        <Link to="/settings/notifications" className={`${buttonClass({ tone: 'quiet' })} mt-2`}>
          <Icon of={BellRing} />
          {t('inbox.tips.choose')}
        </Link>
      </EmptyState>
    </div>
  );
}
