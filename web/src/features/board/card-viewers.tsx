import { usePresence } from '../../data/presence/viewers.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useOtherViewers } from '../tasks/other-viewers.ts';

const maxAvatars = 2;

/** The people who have a card's task open. */
export function CardViewers({ taskId }: { taskId: string }) {
  const isViewed = (usePresence(taskId)?.total ?? 0) > 0;
  return isViewed && <Viewers taskId={taskId} />;
}

function Viewers({ taskId }: { taskId: string }) {
  const { viewers, text } = useOtherViewers(taskId);
  if (viewers.length === 0) return null;
  return (
    <span className="card-viewers" role="img" aria-label={text} title={text}>
      {viewers.slice(0, maxAvatars).map(({ id, name, avatarUrl }) => (
        <Avatar key={id} name={name} url={avatarUrl} />
      ))}
    </span>
  );
}
