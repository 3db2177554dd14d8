import { useState } from 'react';
import type { Entry, Refusal } from '../../data/outbox/entry.ts';
import { dropChange } from '../../data/outbox/drop-change.ts';
import { refusedChanges, waitingChanges } from '../../data/outbox/outbox.ts';
import { dropRefusal, sendAgain } from '../../data/outbox/refusals.ts';
import { sendWaiting } from '../../data/outbox/sender.ts';
import { isOutboxOpen } from '../../data/outbox/shown.ts';
import { stuckChange } from '../../data/outbox/stuck.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Problem } from '../../lib/problem.ts';
import { useSignal } from '../../lib/signal.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toasts.ts';
import { RefusedConflict } from './refused-conflict.tsx';

/** The changes that wait to be sent, and those that the server has refused. Each can be discarded. */
export function OutboxDialog() {
  const { t } = useTexts();
  const waiting = useSignal(waitingChanges);
  const refused = useSignal(refusedChanges);
  const [compared, setCompared] = useState<Refusal | null>(null);
  if (compared) return <RefusedConflict refusal={compared} onEnd={() => setCompared(null)} />;
  return (
    <Dialog title={t('outbox.title')} onClose={() => isOutboxOpen.set(false)}>
      {waiting.length + refused.length === 0 && <p className="text-soft">{t('outbox.nothing')}</p>}
      {refused.length > 0 && (
        <section className="grid gap-2">
          <h3 className="font-medium">{t('outbox.refusedTitle')}</h3>
          <p className="text-meta text-soft">{t('outbox.refusedText')}</p>
          <ul className="grid grid-cols-1 divide-y divide-line">
            {refused.map((refusal) => (
              <RefusedRow key={refusal.seq} refusal={refusal} onCompare={() => setCompared(refusal)} />
            ))}
          </ul>
        </section>
      )}
      {waiting.length > 0 && (
        <section className="grid gap-2">
          <h3 className="font-medium">{t('outbox.waiting')}</h3>
          <p className="text-meta text-soft">{t('outbox.waitingText')}</p>
          <ol className="grid max-h-80 grid-cols-1 divide-y divide-line overflow-y-auto">
            {waiting.map((entry) => (
              <WaitingRow key={entry.seq} entry={entry} />
            ))}
          </ol>
        </section>
      )}
    </Dialog>
  );
}

/** A waiting change. If it holds up those behind it, it says why and can be tried at once. */
function WaitingRow({ entry }: { readonly entry: Entry }) {
  const { t } = useTexts();
  const stuck = useSignal(stuckChange);
  const isStuck = stuck?.commandId === entry.command.id;
  return (
    <li className="flex min-h-9 items-center gap-3 py-1">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="line-clamp-2 break-words">
          {entry.label}
        </p>
        {isStuck && (
          <p className="text-meta text-danger">{t('outbox.stuckText', { why: problemText(stuck.problem) })}</p>
        )}
      </div>
      {isStuck && (
        <Button size="small" tone="primary" onClick={sendWaiting}>
          {t('outbox.retry')}
        </Button>
      )}
      <Button
        size="small"
        aria-label={t('outbox.dropOne', { label: entry.label })}
        onClick={() => reportFailure(dropChange(entry))}
      >
        {t('outbox.drop')}
      </Button>
    </li>
  );
}

interface RefusedRowProps {
  readonly refusal: Refusal;
  readonly onCompare: () => void;
}

function RefusedRow({ refusal, onCompare }: RefusedRowProps) {
  const { t } = useTexts();
  const { label, code, detail, status, theirs } = refusal;
  const written = writtenIn(refusal);
  return (
    <li className="grid gap-1.5 py-2">
      <p dir="auto" className="font-medium break-words">
        {label}
      </p>
      <p className="text-soft">{problemText(new Problem({ code, detail, status, requestId: null }))}</p>
      {written !== null && (
        <div className="grid gap-0.5">
          <p className="text-meta text-muted">{t('outbox.written')}</p>
          <p
            dir="auto"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a mouse the arrow keys scroll it
            tabIndex={0}
            className="max-h-40 overflow-y-auto rounded-[6px] border border-line bg-page px-3 py-2 break-words whitespace-pre-wrap"
          >
            {written}
          </p>
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button
          size="small"
          aria-label={t('outbox.dropOne', { label })}
          onClick={() => reportFailure(dropRefusal(refusal))}
        >
          {t('outbox.drop')}
        </Button>
        {theirs === undefined ? (
          <Button size="small" tone="primary" onClick={() => reportFailure(sendAgain(refusal))}>
            {t('outbox.retry')}
          </Button>
        ) : (
          <Button size="small" tone="primary" onClick={onCompare}>
            {t('outbox.compare')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** The browser's database may fail. */
function reportFailure(work: Promise<unknown>): void {
  work.catch((error: unknown) => showToast({ tone: 'danger', text: problemText(error) }));
}

/** The text that somebody has typed for a change. */
function writtenIn({ command }: Refusal): string | null {
  const { title, description, body } = (command.body ?? {}) as Readonly<Record<string, unknown>>;
  const texts = [title, description, body].filter((text) => typeof text === 'string' && text !== '');
  return texts.length === 0 ? null : texts.join('\n\n');
}
