import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatSeconds, formatNumber, formatPercent } from '../../i18n/numbers.ts';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { loadQuery } from '../../data/administration/queries.ts';

const mebibyte = 1024 * 1024;

function rounded(value: number): string {
  return formatNumber(Math.round(value * 10) / 10);
}

/** The load of the process that answers, over the last minute. */
export function LoadPage() {
  const { t } = useTexts();
  const query = useQuery(loadQuery);
  const { data: load } = query;
  const milliseconds = (value: number) => t('admin.milliseconds', { amount: rounded(value) });
  const figures = load && [
    { name: t('admin.requests'), value: rounded(load.requestsPerSecond) },
    { name: t('admin.p95'), value: load.p95Ms === null ? '–' : milliseconds(load.p95Ms) },
    { name: t('admin.failures'), value: formatNumber(load.failures) },
    { name: t('admin.eventLoop'), value: milliseconds(load.eventLoopDelayMs) },
    { name: t('admin.cpu'), value: formatPercent(load.cpuPercent / 100) },
    {
      name: t('admin.memory'),
      value: t('admin.mebibytes', { amount: formatNumber(Math.round(load.memoryBytes / mebibyte)) }),
    },
    { name: t('admin.openStreams'), value: formatNumber(load.openStreams) },
    { name: t('admin.uptime'), value: formatSeconds(load.uptimeSeconds) },
  ];
  return (
    <Page title={t('admin.load')}>
      <p className="text-soft">{t('admin.loadText')}</p>
      <Unread query={query} />
      {figures && (
        // Without it, nothing on this page could have the focus that scrolls it by keys.
        <dl
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={t('admin.load')}
          className="grid grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-px overflow-hidden rounded-normal border border-line bg-line"
        >
          {figures.map(({ name, value }) => (
            <div key={name} className="flex flex-col-reverse justify-end gap-1 bg-surface p-4">
              <dt className="text-meta text-muted">{name}</dt>
              <dd className="text-title font-semibold">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Page>
  );
}
