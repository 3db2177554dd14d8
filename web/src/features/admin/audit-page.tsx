import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import { AuditRow } from './audit-row.tsx';
import { auditText, auditTypes } from './audit-types.ts';
import { auditQuery } from '../../data/accounts/queries.ts';

/** The audit log of accounts: what, who, when and from where. */
export function AuditPage() {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/admin/audit-log' });
  const choice = useSearch({ from: '/_session/_shell/admin/audit-log' });
  const entries = useInfiniteQuery(auditQuery(choice));
  const loadedEntries = entries.data?.pages.flatMap(({ items }) => items) ?? [];
  const person = loadedEntries.find(({ user }) => user?.id === choice.userId)?.user?.name;
  const chooseType = (value: string) => {
    const type = auditTypes.find((one) => one === value);
    const { type: _before, ...rest } = choice;
    void navigate({ search: type === undefined ? rest : { ...rest, type }, replace: true });
  };
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('audit.title')}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-3xl gap-4 p-4">
          <div className="grid gap-3 sm:grid-cols-2 sm:items-end">
            <SelectField
              label={t('audit.type')}
              value={choice.type ?? ''}
              onChange={({ target }) => chooseType(target.value)}
            >
              <option value="">{t('audit.everything')}</option>
              {auditTypes.map((type) => (
                <option key={type} value={type}>
                  {auditText(type)}
                </option>
              ))}
            </SelectField>
            {choice.userId !== undefined && (
              <Button
                className="h-10 min-w-0 justify-self-start"
                title={t('audit.all')}
                onClick={() => {
                  const { userId: _before, ...rest } = choice;
                  void navigate({ search: rest, replace: true });
                }}
              >
                <span className="truncate">{t('audit.onlyPerson', { name: person ?? t('audit.somebody') })}</span>
                <Icon of={X} />
                <span className="sr-only">{t('audit.all')}</span>
              </Button>
            )}
          </div>
          {entries.error && !entries.data && (
            <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
          )}
          {!entries.data && !entries.error && (
            <Late>
              <Skeleton className="h-12" />
              <Skeleton className="h-12" />
            </Late>
          )}
          {entries.data && loadedEntries.length === 0 && (
            <EmptyState title={t('audit.emptyTitle')} text={t('audit.emptyText')} />
          )}
          <ul aria-label={t('audit.title')}>
            {loadedEntries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} />
            ))}
          </ul>
          <MoreButton query={entries} />
        </div>
      </div>
    </div>
  );
}
