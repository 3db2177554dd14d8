import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useDeferredValue, useMemo, useSyncExternalStore } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { recentsOf } from '../../data/recents/recents.ts';
import { findComments } from '../../data/search/local-comments.ts';
import { createTaskSearch } from '../../data/search/local-search.ts';
import { useMe } from '../../data/session/use-me.ts';
import { taskByKeyQuery, taskSearchQuery } from '../../data/tasks/queries.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { Icon } from '../../ui/icon.tsx';
import { openQuickAdd } from '../quick-add/open-quick-add.ts';
import { type Group, groups, matching, type Row } from './rows.ts';
import { useCommands } from './use-commands.tsx';
import { type ObjectRows, useObjectRows } from './use-object-rows.tsx';

const maxTasks = 8;
/** The server may know better ones than this browser: it has room for some in any case. */
const minServerTasks = 4;
const maxComments = 4;
const maxRecents = 6;
const typingPauseMs = 150;

const search = createTaskSearch(() => tasks.all());

export interface PaletteRows {
  readonly groups: readonly { readonly group: Group; readonly rows: readonly Row[] }[];
  readonly isSearching: boolean;
}

/** What the palette shows for the typed words: at once what this browser knows, then what the server finds. */
export function useRows(inputText: string, onHelp: () => void): PaletteRows {
  const { t } = useTexts();
  const organization = useOrganization();
  const isOpen = organization?.waitsForSecondFactor === false;
  const organizationId = isOpen ? organization.id : '';
  const commands = useCommands(organization, onHelp);
  const objects = useObjectRows(organizationId);
  const recents = useRecents(objects);
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  const query = inputText.trim();
  const searchText = useSettled(useDeferredValue(query), typingPauseMs);
  const { data: serverTasks = [], isFetching } = useQuery({
    ...taskSearchQuery(organizationId, searchText),
    enabled: enabledUnlessLeaving(isOpen && searchText !== ''),
  });
  const localTasks = search.find(query, organizationId, maxTasks);
  const localIds = new Set(localTasks.map(({ id }) => id));
  const localTask = (key: string) => localTasks.some((task) => task.key === key);
  const { data: taskOfKey } = useQuery({
    ...taskByKeyQuery(organizationId, keyIn(searchText) ?? ''),
    enabled: enabledUnlessLeaving(isOpen && keyIn(searchText) !== null && !localTask(keyIn(searchText) ?? '')),
  });
  // Below the tasks that are shown already: nothing moves that somebody is about to choose.
  const ofServer = [...(taskOfKey ? [taskOfKey] : []), ...serverTasks.filter(({ id }) => id !== taskOfKey?.id)];
  const furtherTasks = searchText === query ? ofServer.filter(({ id }) => !localIds.has(id)) : [];
  const shownTasks = [...localTasks, ...furtherTasks.slice(0, Math.max(minServerTasks, maxTasks - localTasks.length))];
  const create: Row = {
    id: 'create',
    group: 'create',
    label: t('palette.create', { text: query }),
    icon: <Icon of={Plus} />,
    run: () => openQuickAdd(query),
  };
  const rows: readonly Row[] =
    query === ''
      ? [...recents, ...commands]
      : [
          ...shownTasks.map(objects.taskRow),
          ...findComments(query, organizationId, maxComments).map(objects.commentRow),
          ...matching(objects.projects, query),
          ...matching(objects.teams, query),
          ...matching(objects.people, query),
          ...matching(commands, query),
          ...(isOpen ? [create] : []),
        ];
  const byGroup = groups.map((group) => ({ group, rows: rows.filter((row) => row.group === group) }));
  return { groups: byGroup.filter((one) => one.rows.length > 0), isSearching: isFetching || searchText !== query };
}

/** A query that is the key of a task. */
function keyIn(query: string): string | null {
  return /^[a-z]{2,6}-[1-9]\d{0,8}$/i.test(query) ? query.toUpperCase() : null;
}

/** What was opened last, as far as this browser has it. */
function useRecents({ projects, teams, taskRow }: ObjectRows): readonly Row[] {
  const me = useMe();
  const recents = useMemo(() => recentsOf(me.id), [me.id]);
  const rows = recents.flatMap(({ kind, id }): readonly Row[] => {
    const task = kind === 'task' ? tasks.get(id) : undefined;
    if (task) return [taskRow(task)];
    return [...projects, ...teams].filter((row) => row.id === `${kind}:${id}`);
  });
  return rows.slice(0, maxRecents).map((row) => ({ ...row, group: 'recent' }));
}
