import { useOtherViewers } from '../../tasks/other-viewers.ts';

/** Who else writes a comment. The line is always there, so that nothing moves. Screen readers don't announce it. */
export function TypingLine({ taskId }: { taskId: string }) {
  const { typingText } = useOtherViewers(taskId);
  return <p className="-my-1.5 h-5 truncate text-meta leading-5 text-muted">{typingText}</p>;
}
