import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Label } from '../../api/types.ts';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { makeAndChoose } from '../../data/labels/create-label.ts';
import { labelsQuery } from '../../data/labels/queries.ts';

interface LabelChoiceProps {
  readonly organizationId: string;
  readonly labelIds: readonly string[];
  readonly isReadOnly?: boolean;
  readonly onChoose: (labelIds: readonly string[]) => void;
}

/** Selects labels of an organization. A typed name that does not exist creates a new one. */
export function LabelChoice({ organizationId, labelIds, isReadOnly = false, onChoose }: LabelChoiceProps) {
  const { t } = useTexts();
  const { data: labels = [] } = useQuery(labelsQuery(organizationId));
  const own = labelIds.flatMap((id) => labels.find((label) => label.id === id) ?? []);
  const latest = useRef({ ids: labelIds, onChoose });
  useEffect(() => {
    latest.current = { ids: labelIds, onChoose };
  });
  return (
    <ChoiceButton
      label={t('task.labels')}
      choices={labels.map(({ id, name, colour }) => ({ id, label: name, icon: <LabelDot colour={colour} /> }))}
      selected={labelIds}
      mode="multiple"
      onChoose={onChoose}
      onCreate={(name) => void makeAndChoose(organizationId, name, latest)}
      disabled={isReadOnly}
      className="property"
    >
      {own.length === 0 ? (
        <span className="text-muted">{t('task.addLabels')}</span>
      ) : (
        <>
          <span className="sr-only">{t('task.labelsAre')} </span>
          {own.map((label) => (
            <LabelName key={label.id} label={label} />
          ))}
        </>
      )}
    </ChoiceButton>
  );
}

function LabelName({ label: { name, colour } }: { label: Label }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <LabelDot colour={colour} />
      <bdi>{name}</bdi>
    </span>
  );
}

function LabelDot({ colour }: { colour: string }) {
  return <span aria-hidden className="mx-1 size-2 rounded-full" style={{ backgroundColor: colour }} />;
}
