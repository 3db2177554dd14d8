import { Users } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { joinNames } from '../../i18n/names.ts';
import type { Team } from '../../api/types.ts';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { TeamDot } from '../teams/team-dot.tsx';

interface TeamPickerProps {
  readonly teams: readonly Team[];
  readonly selected: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
  readonly isReadOnly?: boolean;
}

/** The teams of a project. */
export function TeamPicker({ teams, selected, onChoose, isReadOnly = false }: TeamPickerProps) {
  const { t } = useTexts();
  const own = teams.filter(({ id }) => selected.includes(id));
  const names = joinNames(own.map(({ name }) => name));
  return (
    <ChoiceButton
      label={t('sidebar.teams')}
      aria-label={own.length === 0 ? t('sidebar.teams') : t('projects.teamsAre', { names })}
      choices={teams.map(({ id, name, colour }) => ({ id, label: name, icon: <TeamDot colour={colour} /> }))}
      selected={selected}
      mode="multiple"
      onChoose={onChoose}
      disabled={isReadOnly}
      className="property"
    >
      <Icon of={Users} />
      {own.length === 0 ? t('projects.addTeams') : <bdi>{names}</bdi>}
    </ChoiceButton>
  );
}
