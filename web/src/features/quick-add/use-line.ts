import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type QuickAddContext, type QuickAddResult, readLine } from '../../../../src/shared/quick-add/quick-add.ts';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import type { Organization } from '../../api/types.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { membersQuery } from '../../data/members/queries.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { projectsQuery } from '../../data/projects/queries.ts';
import { useMe } from '../../data/session/use-me.ts';
import { dayOf, minutesOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';

export interface Line {
  readonly text: string;
  readonly result: QuickAddResult;
  readonly setText: (text: string) => void;
  /** Leaves words in the title, though they are understood. */
  readonly keep: (words: string) => void;
  /** Says what an ambiguous name means. */
  readonly choose: (words: string, id: string) => void;
  readonly clear: () => void;
}

/** A line that is being typed, and what it means. */
export function useLine(organization: Organization, initialText: string): Line {
  const [text, setText] = useState(initialText);
  const [kept, setKept] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const context = useContext(organization);
  const result = useMemo(() => readLine(text, { ...context, kept, chosen }), [text, context, kept, chosen]);
  return {
    text,
    result,
    setText,
    keep: (words) => setKept((before) => [...before, words]),
    choose: (words, id) => setChosen((before) => ({ ...before, [words]: id })),
    clear: () => {
      setText('');
      setKept([]);
      setChosen({});
    },
  };
}

/** The reader's day and the names of the organization. What is not loaded yet is not recognised. */
function useContext({ id, weekStart }: Organization): QuickAddContext {
  const me = useMe();
  const { calendar, timeZone } = useDateFormat();
  const now = useNow();
  const seesMembers = useOrganizationPermissions()?.seeMembers === true;
  const { data: members } = useQuery({ ...membersQuery(id), enabled: enabledUnlessLeaving(seesMembers) });
  const { data: labels } = useQuery({ ...labelsQuery(id), enabled: enabledUnlessLeaving(seesMembers) });
  const { data: projects } = useQuery({ ...projectsQuery(id), enabled: enabledUnlessLeaving(true) });
  const names = useMemo(
    () => ({
      me: me.id,
      people: (members?.map(({ user }) => user) ?? [me]).map((user) => ({
        id: user.id,
        name: user.name,
        also: user.username,
      })),
      labels: labels ?? [],
      projects: projects ?? [],
    }),
    [me, members, labels, projects],
  );
  const day = dayOf(now, timeZone);
  const minutes = minutesOf(now, timeZone);
  return useMemo(() => ({ ...names, day, minutes, calendar, weekStart }), [names, day, minutes, calendar, weekStart]);
}
