import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Finding } from '../../api/types.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { Unread } from '../../ui/unread.tsx';
import { doctorQuery } from '../../data/administration/queries.ts';
import { useBrowserFinding } from './browser-finding.ts';

/** What the checks of the installation say: problems first, each with its fix. */
export function HealthPage() {
  const { t } = useTexts();
  const query = useQuery(doctorQuery());
  const browser = useBrowserFinding();
  const findings = query.data && [...query.data.findings, ...(browser ? [browser] : [])];
  const problems = findings?.filter(({ level }) => level !== 'ok') ?? [];
  const others = findings?.filter(({ level }) => level === 'ok') ?? [];
  return (
    <Page
      title={t('admin.health')}
      action={
        <Button isBusy={query.isFetching} onClick={() => void query.refetch()}>
          {t('admin.checkAgain')}
        </Button>
      }
    >
      <Unread query={query} />
      {findings && (
        <Section title={t('admin.problems')}>
          {problems.length === 0 && <p className="text-soft">{t('admin.noProblems')}</p>}
          <Findings findings={problems} />
        </Section>
      )}
      {others.length > 0 && (
        <Section title={t('admin.fine')}>
          <Findings findings={others} />
        </Section>
      )}
    </Page>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)]">
      {findings.map((finding) => (
        <FindingRow key={finding.id} finding={finding} />
      ))}
    </ul>
  );
}

const marks = {
  ok: { icon: CircleCheck, look: 'text-accent-text' },
  warning: { icon: CircleAlert, look: 'text-warning' },
  error: { icon: CircleX, look: 'text-danger' },
} as const;

function FindingRow({ finding: { id, level, title, message, fix, command } }: { finding: Finding }) {
  const { t } = useTexts();
  const { icon, look } = marks[level];
  return (
    <li className="flex gap-3 border-b border-line py-3 last:border-0">
      <span className={`mt-0.5 ${look}`}>
        <Icon of={icon} />
        <span className="sr-only">{t(`admin.levels.${level}`)}</span>
      </span>
      <div className="grid min-w-0 flex-1 gap-1">
        <h3 className="font-medium">{title}</h3>
        <p className="text-meta wrap-anywhere text-soft">{message}</p>
        {fix !== null && <p className="text-meta wrap-anywhere">{fix}</p>}
        {command !== null && (
          <div className="mt-1 flex flex-wrap items-center gap-2">
            <code
              dir="ltr"
              className="min-w-0 flex-1 basis-56 rounded-[6px] bg-hover px-2.5 py-1.5 text-meta wrap-anywhere"
            >
              {command}
            </code>
            <CopyButton text={command} />
          </div>
        )}
        {id === 'mail' && (
          <Link to="/admin/messages" className="justify-self-start text-meta text-accent-text hover:underline">
            {t('admin.testEmail')}
          </Link>
        )}
      </div>
    </li>
  );
}
