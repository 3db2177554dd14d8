import i18next from 'i18next';
import { useState } from 'react';
import { textIfKnown } from '../../i18n/text-if-known.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Import } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';

const kinds = ['tasks', 'comments', 'checklistItems', 'labels', 'statuses'] as const;
const maxShown = 10;

type Report = Import['report'];
type Problem = Report['problems'][number];

/** The report of an import: created, already present, lost, and problems. The reason for a failure comes first. */
export function ImportReport({ of: { report, status } }: { of: Import }) {
  const { t } = useTexts();
  const { lost, problems } = report;
  const [reason, ...others] = problems;
  const hasFailed = status === 'failed' && reason !== undefined;
  const hasMade = report.unchanged > 0 || kinds.some((kind) => report.created[kind] > 0);
  return (
    <>
      {hasFailed && (
        <p className="text-reading">{translated(`imports.problemReasons.${reason.code}`, reason.reason)}</p>
      )}
      {(!hasFailed || hasMade) && <Figures of={report} title={hasFailed ? t('imports.madeBefore') : null} />}
      {lost.length > 0 && (
        <section className="grid gap-3 border-t border-line pt-6">
          <h2 className="font-medium">{t('imports.lost')}</h2>
          <ul className="grid gap-3">
            {lost.map(({ what, count, reason: why }) => (
              <li key={what} className="flex gap-4">
                <span className="w-12 shrink-0 text-end text-soft">{formatNumber(count)}</span>
                <p>
                  <span className="font-medium">{translated(`imports.lostKinds.${what}`, what)}</span>
                  <span className="block text-soft">{translated(`imports.lostReasons.${what}`, why)}</span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Problems problems={hasFailed ? others : problems} />
    </>
  );
}

function Figures({ of: { created, unchanged }, title }: { of: Report; title: string | null }) {
  const { t } = useTexts();
  return (
    <section className="grid gap-3">
      {title !== null && <h2 className="font-medium">{title}</h2>}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-3">
        {kinds.map((kind) => (
          <Figure key={kind} name={t(`imports.kinds.${kind}`, { count: created[kind] })} value={created[kind]} />
        ))}
        <Figure name={t('imports.unchanged', { count: unchanged })} value={unchanged} />
      </dl>
    </section>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-meta text-muted">{name}</dt>
      <dd className="text-title font-semibold">{formatNumber(value)}</dd>
    </div>
  );
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  const { t } = useTexts();
  const [isWhole, setWhole] = useState(problems.length <= maxShown);
  if (problems.length === 0) return null;
  return (
    <section className="grid gap-3 border-t border-line pt-6">
      <h2 className="font-medium">{t('imports.problems', { count: problems.length })}</h2>
      <ul className="grid gap-3">
        {problems.slice(0, isWhole ? undefined : maxShown).map((problem, index) => (
          <li key={index}>
            <Place of={problem} />
            <span className="block text-soft">
              {translated(`imports.problemReasons.${problem.code}`, problem.reason)}
            </span>
          </li>
        ))}
      </ul>
      {!isWhole && (
        <Button size="small" className="justify-self-start" onClick={() => setWhole(true)}>
          {t('imports.allProblems', { count: problems.length })}
        </Button>
      )}
    </section>
  );
}

/** By number and name; reports of earlier releases only have a text. */
function Place({ of: { at, part, row, name } }: { of: Problem }) {
  const { t } = useTexts();
  if (part === null || row === null) {
    return at === '' ? null : (
      <bdi className="font-medium break-words" dir="auto">
        {at}
      </bdi>
    );
  }
  return (
    <span className="flex flex-wrap gap-x-2">
      <span className="text-muted">{t(`imports.parts.${part}`, { row: formatNumber(row) })}</span>
      {name !== null && (
        <bdi className="min-w-0 font-medium break-words" dir="auto">
          {name}
        </bdi>
      )}
    </span>
  );
}

/** Our translation by the code; the server's English words if there is none, or the reader reads English. */
function translated(key: string, words: string): string {
  return textIfKnown(key) ?? (currentLanguage() === 'en' ? words : i18next.t('imports.unknownReason'));
}
