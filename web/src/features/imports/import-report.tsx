import i18next from 'i18next';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Import } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';

const kinds = ['tasks', 'comments', 'checklistItems', 'labels', 'statuses'] as const;
const shownProblems = 10;

/** What an import made, what it found made already, what it could not take, and why. */
export function ImportReport({ of: { report } }: { of: Import }) {
  const { t } = useTexts();
  const { created, unchanged, problems, lost } = report;
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-3">
        {kinds.map((kind) => (
          <Figure key={kind} name={t(`imports.kinds.${kind}`, { count: created[kind] })} value={created[kind]} />
        ))}
        <Figure name={t('imports.unchanged', { count: unchanged })} value={unchanged} />
      </dl>
      {lost.length > 0 && (
        <section className="grid gap-3 border-t border-line pt-6">
          <h2 className="font-medium">{t('imports.lost')}</h2>
          <ul className="grid gap-3">
            {lost.map(({ what, count, reason }) => (
              <li key={what} className="flex gap-4">
                <span className="w-12 shrink-0 text-end text-soft">{formatNumber(count)}</span>
                <p>
                  <span className="font-medium">{known(`imports.lostKinds.${what}`, what)}</span>
                  <span className="block text-soft">{known(`imports.lostReasons.${what}`, reason)}</span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {problems.length > 0 && <Problems problems={problems} />}
    </>
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

function Problems({ problems }: { problems: Import['report']['problems'] }) {
  const { t } = useTexts();
  const [isWhole, setWhole] = useState(problems.length <= shownProblems);
  return (
    <section className="grid gap-3 border-t border-line pt-6">
      <h2 className="font-medium">{t('imports.problems', { count: problems.length })}</h2>
      <ul className="grid gap-3">
        {problems.slice(0, isWhole ? undefined : shownProblems).map(({ at, code, reason }, index) => (
          <li key={index}>
            {at !== '' && (
              <bdi className="font-medium break-words" dir="auto">
                {at}
              </bdi>
            )}
            <span className="block text-soft">{known(`imports.problemReasons.${code}`, reason)}</span>
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

/** Ours by its code; the server's own words, which are English, where we have none or the reader reads them. */
function known(key: string, words: string): string {
  if (i18next.exists(key)) return i18next.t(key as 'imports.lost');
  return currentLanguage() === 'en' ? words : i18next.t('imports.unknownReason');
}
