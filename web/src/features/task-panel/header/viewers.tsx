import { useEffect, useState } from 'react';
import { formatNumber } from '../../../i18n/numbers.ts';
import { classNames } from '../../../lib/class-names.ts';
import { lookAtTask } from '../../../data/presence/heartbeats.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { useOtherViewers } from '../../tasks/other-viewers.ts';

const maxAvatars = 3;
const announceAfterMs = 3_000;

/** The avatars of the other people who look at a task; tells them of oneself as well. */
export function Viewers({ taskId }: { taskId: string }) {
  useEffect(() => lookAtTask(taskId), [taskId]);
  const { viewers, total, text } = useOtherViewers(taskId);
  const avatars = viewers.slice(0, maxAvatars);
  return (
    <>
      {total > 0 && (
        <span className="flex items-center" title={text} aria-hidden>
          {avatars.map(({ id, name, avatarUrl }, index) => (
            <span
              key={id}
              className={classNames('flex rounded-full ring-2 ring-surface', index > 0 && '-ms-1.5 max-sm:hidden')}
            >
              <Avatar name={name} url={avatarUrl} size={24} />
            </span>
          ))}
          <More count={total - avatars.length} className="max-sm:hidden" />
          <More count={total - 1} className="sm:hidden" />
        </span>
      )}
      <span role="status" className="sr-only">
        {useSettled(text)}
      </span>
    </>
  );
}

function More({ count, className }: { count: number; className: string }) {
  return (
    count > 0 && <span className={classNames('ms-1 text-meta text-muted', className)}>+{formatNumber(count)}</span>
  );
}

/** The text once it has stayed the same for a while: who comes and goes is not announced each time. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), announceAfterMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
