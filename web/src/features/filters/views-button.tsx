import { useQuery } from '@tanstack/react-query';
import { Bookmark, BookmarkPlus, ChevronDown, ListFilter, Pencil, Save, Trash2, Users } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { View } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useMe } from '../../data/session/use-me.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { barButton } from './bar-button.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { noFilter } from '../../data/tasks/filter.ts';
import { ViewDialog } from './view-dialog.tsx';
import {
  changeView,
  deleteView,
  differs,
  searchOf,
  type ViewLayout,
  viewsIn,
  viewTarget,
  viewsQuery,
} from '../../data/views/queries.ts';

/** A search without filters, sorting, grouping and view. */
const nothing: ListSearch = { ...noFilter, sort: undefined, group: undefined, view: undefined };

interface ViewsButtonProps {
  readonly scope: TaskScope;
  /** The screen it is on. */
  readonly layout: ViewLayout;
  readonly search: ListSearch;
}

/** The saved views of a team or a project: one's own and shared ones. */
export function ViewsButton({ scope, layout, search }: ViewsButtonProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const show = (view: View) => {
    const target = viewTarget(view);
    if (!target) return;
    if (view.layout === layout) showHere(searchOf(view));
    else void navigate({ ...target, search: searchOf(view) });
  };
  /** What else the address of the screen contains stays, such as the zoom of a timeline. */
  const showHere = (next: ListSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...nothing, ...next }) });
  const me = useMe();
  const organizationMay = useOrganizationPermissions();
  const { data = [] } = useQuery(viewsQuery(scope.organizationId));
  const views = viewsIn(scope, data);
  const current = views.find(({ id }) => id === search.view);
  const [open, setOpen] = useState<'new' | 'edit' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const mayChange =
    current !== undefined &&
    (current.ownerId === me.id || (current.shared && organizationMay?.changeSettings === true));
  const isChanged = current !== undefined && differs(current, search);

  const keep = async (view: View) => {
    try {
      await changeView(view, { search });
      showToast({ text: t('views.saved', { name: view.name }) });
    } catch (error) {
      showToast({ tone: 'danger', text: t('views.failed'), detail: problemText(error) });
    }
  };
  const own = views.map((view) => ({
    id: view.id,
    label: view.name,
    icon: <Icon of={view.shared ? Users : ListFilter} />,
    run: () => show(view),
  }));
  const everything = { id: 'all', label: t('views.all'), icon: <Icon of={ListFilter} />, run: () => showHere({}) };
  const save = { id: 'save', label: t('views.save'), icon: <Icon of={BookmarkPlus} />, run: () => setOpen('new') };
  const ofCurrent = current && [
    ...(isChanged
      ? [
          {
            id: 'keep',
            label: t('views.keep', { name: current.name }),
            icon: <Icon of={Save} />,
            run: () => void keep(current),
          },
        ]
      : []),
    { id: 'edit', label: t('views.edit'), icon: <Icon of={Pencil} />, run: () => setOpen('edit') },
    {
      id: 'delete',
      label: t('views.delete'),
      icon: <Icon of={Trash2} />,
      isDanger: true,
      run: () => setOpen('delete'),
    },
  ];
  return (
    <>
      <MenuButton
        label={t('views.title')}
        aria-label={current ? t('views.titleIs', { name: current.name }) : t('views.title')}
        groups={[
          { id: 'views', items: [everything, ...own] },
          { id: 'save', items: [save] },
          ...(mayChange && ofCurrent ? [{ id: 'current', items: ofCurrent }] : []),
        ]}
        className={`${barButton} ms-auto`}
      >
        <Icon of={Bookmark} />
        <bdi className="truncate max-sm:hidden">{current?.name ?? t('views.title')}</bdi>
        {isChanged && <span className="text-meta text-muted">{t('views.changed')}</span>}
        <Icon of={ChevronDown} size={14} className="max-sm:hidden" />
      </MenuButton>
      {open === 'new' && <ViewDialog scope={scope} layout={layout} search={search} onSaved={show} onClose={close} />}
      {open === 'edit' && current && (
        <ViewDialog scope={scope} layout={layout} search={search} view={current} onClose={close} />
      )}
      {open === 'delete' && current && (
        <ConfirmDialog
          title={t('views.deleteTitle', { name: current.name })}
          submit={t('views.delete')}
          onConfirm={async () => {
            await deleteView(current);
            showHere({ ...search, view: undefined });
          }}
          onClose={close}
        >
          {t(current.shared ? 'views.deleteShared' : 'views.deleteOwn')}
        </ConfirmDialog>
      )}
    </>
  );
}
