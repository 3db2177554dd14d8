import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team, TemplateCard } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { createAttempts } from '../../lib/attempts.ts';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { loadTaskTemplate, makeFromTemplate, type WholeTemplate } from '../../data/templates/change-templates.ts';
import { taskTemplatesQuery } from '../../data/templates/queries.ts';
import { TaskTemplateDialog } from './task-template-dialog.tsx';
import { TemplateRow } from './template-row.tsx';
import { TeamLink } from '../teams/team-link.tsx';

/** The task templates of a team, with their subtasks and checklists. */
export function TaskTemplatesPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/templates' });
  const team = useTeam(teamId);
  const mayWork = useTeamPermissions(teamId)?.createTasks ?? false;
  const read = useQuery(taskTemplatesQuery(teamId));
  const { data: templates } = read;
  const [isAdding, setAdding] = useState(false);
  if (!team) return <UnknownTeam teamId={teamId} />;
  const add = (
    <Button tone="primary" onClick={() => setAdding(true)}>
      <Icon of={Plus} />
      {t('templates.new')}
    </Button>
  );
  return (
    <Page
      title={t('templates.title')}
      parent={<TeamLink team={team} />}
      action={mayWork && templates && templates.length > 0 && add}
    >
      <Unread query={read} />
      {templates?.length === 0 && (
        <EmptyState title={t('templates.emptyTitle')} text={t('templates.emptyText')}>
          {mayWork && add}
        </EmptyState>
      )}
      {templates && templates.length > 0 && (
        <ul aria-label={t('templates.title')} className="grid grid-cols-1">
          {templates.map((template) => (
            <TaskTemplateRow key={template.id} team={team} template={template} mayWork={mayWork} />
          ))}
        </ul>
      )}
      {isAdding && <TaskTemplateDialog team={team} onClose={() => setAdding(false)} />}
    </Page>
  );
}

interface TaskTemplateRowProps {
  readonly team: Team;
  readonly template: TemplateCard;
  readonly mayWork: boolean;
}

function TaskTemplateRow({ team, template, mayWork }: TaskTemplateRowProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [edited, setEdited] = useState<WholeTemplate | null>(null);
  const { name, taskCount } = template;
  const edit = useMutation({
    mutationFn: () => loadTaskTemplate(template),
    onSuccess: setEdited,
    onError: (error) =>
      showToast({ tone: 'danger', text: t('templates.failedOpen', { name }), detail: problemText(error) }),
  });
  const [attempts] = useState(createAttempts);
  const use = useMutation({
    mutationFn: () => makeFromTemplate(template, {}, attempts.keyFor(template.id)),
    onSuccess: ({ id: taskId, key }) => {
      attempts.done();
      const show = () => void navigate({ to: '/tasks/$taskId', params: { taskId } });
      showToast({ text: t('templates.made', { key }), action: { label: t('task.openIt'), run: show } });
    },
    onError: (error) =>
      showToast({ tone: 'danger', text: t('templates.failedUse', { name }), detail: problemText(error) }),
  });
  return (
    <>
      <TemplateRow
        template={template}
        about={taskCount > 1 ? t('templates.partCount', { count: taskCount - 1 }) : t('templates.oneTask')}
        use={{ label: t('templates.use'), isBusy: use.isPending, run: () => use.mutate() }}
        mayUse={mayWork}
        mayChange={mayWork}
        onEdit={() => edit.mutate()}
      />
      {edited && <TaskTemplateDialog team={team} before={edited} onClose={() => setEdited(null)} />}
    </>
  );
}
