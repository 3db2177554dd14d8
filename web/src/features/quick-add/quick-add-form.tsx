import { type FormEvent, useId, useRef, useState } from 'react';
import type { Organization } from '../../api/types.ts';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { usePermissions } from '../../data/organizations/use-permissions.ts';
import { useMe } from '../../data/session/use-me.ts';
import { createFromLine } from '../../data/tasks/create-from-line.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { momentOn } from '../../ui/popup/moment.ts';
import { Chips, isUndecided } from './chips.tsx';
import { type NewTaskPreset, reopenQuickAdd } from './open-quick-add.ts';
import { TeamButton } from './team-button.tsx';
import { Understood } from './understood.tsx';
import { useLine } from './use-line.ts';
import { usePreset, withPreset } from './preset.tsx';
import { useNewTaskTeam } from './use-new-task-team.ts';

interface QuickAddFormProps {
  readonly initialText?: string;
  readonly initialPreset?: NewTaskPreset;
  /** Tasks are assigned to the reader unless another person is named. */
  readonly isForMe?: boolean;
  readonly onType?: (text: string) => void;
  readonly onCreated?: () => void;
}

/** One line with what was recognised in it. */
export function QuickAddForm(props: QuickAddFormProps) {
  const organization = useOrganization();
  return organization ? <Form key={organization.id} organization={organization} {...props} /> : null;
}

const noPreset: NewTaskPreset = {};
const longestLine = 1_000;
const longestTitle = 255;

function Form({
  organization,
  initialText = '',
  initialPreset = noPreset,
  isForMe = false,
  onType,
  onCreated,
}: QuickAddFormProps & { readonly organization: Organization }) {
  const { t } = useTexts();
  const me = useMe();
  const { timeZone } = useDateFormat();
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const line = useLine(organization, initialText);
  const { preset, presetChips } = usePreset(initialPreset, line.result);
  const result = withPreset(line.result, preset);
  const { team, teams, chooseTeam } = useNewTaskTeam(organization.id, result.projectId);
  const mayCreate = usePermissions(team && { organizationId: organization.id, teamId: team.id })?.team?.createTasks;
  const [isTried, setTried] = useState(false);
  const undecided = result.chips.find(isUndecided);
  const problem = problemOf();
  const isOpen = line.text.trim() !== '' || onCreated !== undefined;

  function problemOf(): string | null {
    if (!team) return t('quickAdd.noTeam');
    if (mayCreate === false) return t('quickAdd.forbidden', { team: team.name });
    if (result.title.length > longestTitle) return t('quickAdd.tooLong');
    if (!isTried) return null;
    if (undecided) return t('quickAdd.chooseFirst', { words: undecided.text });
    return result.title === '' ? t('quickAdd.noTitle') : null;
  }

  const field = () => form.current?.querySelector('input');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (undecided) form.current?.querySelector<HTMLElement>('[data-undecided] button')?.focus();
    if (!team || mayCreate === false || undecided || result.title === '' || result.title.length > longestTitle) return;
    const { text } = line;
    const dueAt = result.day !== null && result.time !== null ? momentOn(result.day, result.time, timeZone) : null;
    void createFromLine({
      team,
      result,
      dueAt,
      assigneeId: isForMe ? me.id : undefined,
      onRefused: () => reopenQuickAdd({ ...preset, text, isForMe }),
    });
    line.clear();
    setTried(false);
    onCreated?.();
  };
  const keep = (words: string) => {
    line.keep(words);
    field()?.focus();
  };
  return (
    <form ref={form} onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-3" noValidate>
      <input
        type="text"
        aria-label={t('quickAdd.title')}
        aria-describedby={`${id}-hint ${id}-problem`}
        aria-invalid={problem !== null || undefined}
        autoComplete="off"
        enterKeyHint="done"
        dir="auto"
        maxLength={longestLine}
        placeholder={t(isForMe ? 'quickAdd.placeholderForMe' : 'quickAdd.placeholder')}
        value={line.text}
        onChange={({ target }) => {
          line.setText(target.value);
          onType?.(target.value);
        }}
        onKeyDown={(event) => {
          // Enter ends the composition of a letter; it does not send.
          if (event.key === 'Enter' && event.nativeEvent.isComposing) event.preventDefault();
        }}
        className="h-11 w-full rounded-[6px] border border-line-strong bg-surface px-3 text-reading outline-offset-0"
      />
      <Understood result={result} />
      {isOpen && (
        <>
          <Chips result={result} presetChips={presetChips} onKeep={keep} onChoose={line.choose} />
          <p id={`${id}-hint`} className="text-meta text-muted">
            {t('quickAdd.hint')}
          </p>
          <p id={`${id}-problem`} role="alert" className="text-meta text-danger empty:hidden">
            {problem}
          </p>
          <footer className="flex items-center justify-between gap-2">
            <TeamButton team={team} teams={teams} onChoose={chooseTeam} />
            <Button type="submit" tone="primary" className="pointer-coarse:h-11">
              {t('quickAdd.create')}
            </Button>
          </footer>
        </>
      )}
    </form>
  );
}
