import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { exportsQuery, isBeingWritten, requestExport } from '../../data/exports/queries.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { SettingsParts } from '../navigation/settings-parts.tsx';
import { ExportRow } from './export-row.tsx';

/** Exports everything of the organization, and lists the latest exports. */
export function ExportsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/exports' });
  const query = useQuery({ ...exportsQuery(organizationId), staleTime: 0 });
  const { data: items = [] } = query;
  const [isSending, setSending] = useState(false);
  const start = async () => {
    setSending(true);
    try {
      await requestExport(organizationId);
    } catch (error) {
      showToast({ text: t('exports.startFailed'), detail: problemText(error), tone: 'danger' });
    } finally {
      setSending(false);
    }
  };
  return (
    <Page title={t('sidebar.settings')} parts={<SettingsParts organizationId={organizationId} />} width="narrow">
      <Section
        title={t('exports.title')}
        text={t('exports.text')}
        action={
          <Button tone="primary" disabled={isSending || items.some(isBeingWritten)} onClick={() => void start()}>
            {t('exports.start')}
          </Button>
        }
      >
        <Unread query={query} />
        {items.length > 0 && (
          <ul aria-label={t('exports.latest')}>
            {items.map((row) => (
              <ExportRow key={row.id} row={row} />
            ))}
          </ul>
        )}
      </Section>
    </Page>
  );
}
