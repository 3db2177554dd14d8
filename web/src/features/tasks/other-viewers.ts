import type { TaskPresence } from '../../api/types.ts';
import { usePresence } from '../../data/presence/viewers.ts';
import { useMe } from '../../data/session/use-me.ts';
import { isolate } from '../../i18n/bidi.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { useTexts } from '../../i18n/use-texts.ts';

interface OtherViewers {
  readonly viewers: TaskPresence['viewers'];
  /** How many there are; `viewers` may be fewer. */
  readonly total: number;
  /** "Sara and Omid are viewing this task"; empty if there is nobody else. */
  readonly text: string;
  /** "Sara is typing…"; empty if nobody is. */
  readonly typingText: string;
}

const maxNames = 3;

/** The people who look at a task, without oneself. */
export function useOtherViewers(taskId: string): OtherViewers {
  const { t } = useTexts();
  const me = useMe();
  const presence = usePresence(taskId);
  const all = presence?.viewers ?? [];
  const viewers = all.filter(({ id }) => id !== me.id);
  const total = (presence?.total ?? 0) - (all.length - viewers.length);
  const shown = viewers.slice(0, maxNames).map(({ name }) => isolate(name, currentLanguage()));
  const others = total - shown.length;
  const names = listOf(others > 0 ? [...shown, t('presence.others', { count: others })] : shown);
  const typing = viewers.filter(({ isTyping }) => isTyping).map(({ name }) => isolate(name, currentLanguage()));
  return {
    viewers,
    total,
    text: total === 0 ? '' : t('presence.viewing', { count: total, names }),
    typingText:
      typing.length === 0
        ? ''
        : typing.length > maxNames
          ? t('presence.manyTyping', { count: typing.length })
          : t('presence.typing', { count: typing.length, names: listOf(typing) }),
  };
}

function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: 'conjunction' }).format(names);
}
