import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { TemplateCard } from '../../api/types.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { BeginProjectDialog } from './begin-project-dialog.tsx';
import { renameProjectTemplate } from '../../data/templates/change-templates.ts';
import { NameDialog } from './name-dialog.tsx';
import { projectTemplatesQuery } from '../../data/templates/queries.ts';
import { TemplateRow } from './template-row.tsx';

/** Project templates: milestones, tasks and dependencies. */
export function ProjectTemplatesPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/project-templates' });
  const read = useQuery(projectTemplatesQuery(organizationId));
  const { data: templates } = read;
  const toProjects = (
    <Link to="/organizations/$organizationId/projects" params={{ organizationId }} className={buttonClass()}>
      {t('projects.toAll')}
    </Link>
  );
  return (
    <Page title={t('templates.ofProjects')} action={toProjects}>
      <Unread query={read} />
      {templates?.length === 0 && (
        <EmptyState title={t('templates.noProjectsTitle')} text={t('templates.noProjectsText')} />
      )}
      {templates && templates.length > 0 && (
        <ul aria-label={t('templates.ofProjects')} className="grid grid-cols-1">
          {templates.map((template) => (
            <ProjectTemplateRow key={template.id} template={template} />
          ))}
        </ul>
      )}
    </Page>
  );
}

function ProjectTemplateRow({ template }: { template: TemplateCard }) {
  const { t } = useTexts();
  const me = useMe();
  const may = useOrganizationPermissions();
  const [open, setOpen] = useState<'use' | 'edit' | null>(null);
  const { name, taskCount, milestoneCount, createdBy } = template;
  const close = () => setOpen(null);
  const about = [
    t('templates.taskCount', { count: taskCount }),
    milestoneCount > 0 && t('templates.milestoneCount', { count: milestoneCount }),
  ];
  return (
    <>
      <TemplateRow
        template={template}
        about={about.filter((part) => part !== false).join(t('common.comma'))}
        use={{ label: t('templates.begin'), run: () => setOpen('use') }}
        mayUse={may?.makeProjects ?? false}
        mayChange={createdBy === me.id || (may?.changeSettings ?? false)}
        onEdit={() => setOpen('edit')}
      />
      {open === 'use' && <BeginProjectDialog template={template} onClose={close} />}
      {open === 'edit' && (
        <NameDialog
          title={t('templates.rename')}
          submit={t('common.save')}
          name={name}
          onSend={(next) => renameProjectTemplate(template, next)}
          onClose={close}
        />
      )}
    </>
  );
}
