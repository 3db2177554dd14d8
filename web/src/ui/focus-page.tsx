import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { formatNumber } from '../i18n/numbers.ts';
import { Brand } from './brand.tsx';
import { Icon } from './icon.tsx';

interface FocusPageProps {
  readonly title: string;
  readonly text: string;
  /** Which of the three first steps this is. */
  readonly step?: number | undefined;
  readonly children: ReactNode;
}

const steps = [1, 2, 3];

/** A page with a single task. */
export function FocusPage({ title, text, step, children }: FocusPageProps) {
  const { t } = useTexts();
  return (
    <div className="flex min-h-full flex-col px-6 py-5 sm:px-10">
      <header className="flex items-center justify-between">
        <Brand />
        {step === undefined && (
          <Link
            to="/"
            aria-label={t('common.close')}
            className="tap grid size-8 place-items-center rounded-[6px] text-muted hover:bg-hover"
          >
            <Icon of={X} size={18} />
          </Link>
        )}
      </header>
      <main className="mx-auto grid w-full max-w-115 flex-1 content-center gap-6 py-10">
        <div className="grid gap-1">
          {step !== undefined && (
            <p className="flex items-center gap-3 text-meta text-muted">
              <span aria-hidden className="flex gap-1">
                {steps.map((one) => (
                  <span key={one} className={`h-1 w-6 rounded-full ${one <= step ? 'bg-accent' : 'bg-line'}`} />
                ))}
              </span>
              {t('onboarding.step', { step: formatNumber(step), total: formatNumber(steps.length) })}
            </p>
          )}
          <h1 className="text-display font-semibold tracking-[-0.02em] text-balance">{title}</h1>
          <p className="text-soft">{text}</p>
        </div>
        {children}
      </main>
    </div>
  );
}
