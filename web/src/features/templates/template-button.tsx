import { useQuery } from '@tanstack/react-query';
import { LayoutTemplate } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status, Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { createAttempts } from '../../lib/attempts.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { makeFromTemplate } from '../../data/templates/change-templates.ts';
import { taskTemplatesQuery } from '../../data/templates/queries.ts';

interface TemplateButtonProps {
  readonly team: Team;
  readonly status: Status;
  /** The title typed so far; empty for the template's own title. */
  readonly title: string;
  readonly onMade: () => void;
}

/** Creates a task from a template in a column. Hidden if the team has no templates. */
export function TemplateButton({ team, status, title, onMade }: TemplateButtonProps) {
  const { t } = useTexts();
  const { data: templates = [] } = useQuery(taskTemplatesQuery(team.id));
  const [attempts] = useState(createAttempts);
  if (templates.length === 0) return null;
  const titleValue = title.trim() === '' ? {} : { title: title.trim() };
  const use = async (template: (typeof templates)[number]) => {
    const values = { ...titleValue, statusId: status.id };
    try {
      await makeFromTemplate(template, values, attempts.keyFor([template.id, values]));
      attempts.done();
      onMade();
    } catch (error) {
      const text = t('task.failed.create', { title: title.trim() || template.name });
      showToast({ tone: 'danger', text, detail: problemText(error) });
    }
  };
  return (
    <MenuButton
      label={t('board.fromTemplate')}
      groups={[
        {
          id: 'templates',
          items: templates.map((template) => ({
            id: template.id,
            label: template.name,
            run: () => void use(template),
          })),
        },
      ]}
      className="inline-flex h-7 items-center gap-1.5 rounded-[6px] px-1.5 text-meta text-soft hover:bg-hover aria-expanded:bg-hover"
    >
      <Icon of={LayoutTemplate} size={14} />
      {t('board.fromTemplate')}
    </MenuButton>
  );
}
