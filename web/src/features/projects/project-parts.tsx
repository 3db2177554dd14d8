import { useTexts } from '../../i18n/use-texts.ts';
import { PartLinks } from '../../ui/part-links.tsx';

/** The pages of a project. */
export function ProjectParts({ projectId }: { projectId: string }) {
  const { t } = useTexts();
  const params = { projectId };
  return (
    <PartLinks
      label={t('projects.ways')}
      parts={[
        { to: '/projects/$projectId', params, name: t('projects.overview') },
        { to: '/projects/$projectId/timeline', params, name: t('projects.timeline') },
      ]}
    />
  );
}
