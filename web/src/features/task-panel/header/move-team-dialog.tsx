import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { changeTeam } from '../../../data/tasks/change-team.ts';
import { teamsQuery } from '../../../data/teams/queries.ts';
import { lostText } from './lost-text.ts';

/** Moves a task to another team, and shows which values were lost. */
export function MoveTeamDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: all } = useSuspenseQuery(teamsQuery);
  const teams = all.filter(({ id, organizationId }) => organizationId === task.organizationId && id !== task.teamId);
  const [teamId, setTeamId] = useState(teams[0]?.id);
  const move = useMutation({ mutationFn: (id: string) => changeTeam(task, id) });
  const open = () => void navigate({ to: '/tasks/$taskId', params: { taskId: task.id } });

  if (move.data) {
    const { lost, task: movedTask } = move.data;
    return (
      <Dialog
        title={t('moveTeam.done', { key: movedTask.key })}
        onClose={open}
        actions={
          <Button tone="primary" onClick={open}>
            {t('task.openIt')}
          </Button>
        }
      >
        <p className="text-soft">{t('moveTeam.oldKey', { key: task.key })}</p>
        {lost.length > 0 && (
          <div className="grid gap-1">
            <h3 className="font-medium">{t('moveTeam.lost')}</h3>
            <ul className="list-disc ps-5">
              {lost.map((one) => (
                <li key={`${one.field} ${one.value}`}>{lostText(one)}</li>
              ))}
            </ul>
          </div>
        )}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t('moveTeam.title', { key: task.key })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            tone="primary"
            isBusy={move.isPending}
            disabled={teamId === undefined}
            onClick={() => teamId !== undefined && move.mutate(teamId)}
          >
            {t('moveTeam.submit')}
          </Button>
        </>
      }
    >
      <p className="text-soft">{t(teams.length === 0 ? 'moveTeam.noTeam' : 'moveTeam.text')}</p>
      {teams.length > 0 && (
        <SelectField label={t('moveTeam.team')} value={teamId} onChange={({ target }) => setTeamId(target.value)}>
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <FormProblem>{move.error && problemText(move.error)}</FormProblem>
    </Dialog>
  );
}
