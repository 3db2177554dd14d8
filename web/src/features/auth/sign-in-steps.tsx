import { lazy, type ReactNode, Suspense, useState } from 'react';
import { LookIntoMail } from './look-into-mail.tsx';
import type { SecondFactorAsked } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

const SecondFactorStep = lazy(async () => ({ default: (await import('./second-factor-step.tsx')).SecondFactorStep }));

interface SignInStepsProps {
  readonly onDone: () => void;
  /** Where only one address will do. */
  readonly email?: string;
  /** A sign-in that a provider began. */
  readonly asked?: SecondFactorAsked | null;
  /** Stands above the password, and is no more once that was right. */
  readonly heading?: ReactNode;
  /** Other ways in. */
  readonly children?: ReactNode;
}

/** The way in: a password, and the second factor where one is on. */
export function SignInSteps({ onDone, email, asked: begun = null, heading, children }: SignInStepsProps) {
  const [asked, setAsked] = useState(begun);
  const [unconfirmed, setUnconfirmed] = useState('');
  const isPart = heading === undefined;
  if (asked) {
    return (
      <Suspense>
        <SecondFactorStep asked={asked} isPart={isPart} onDone={onDone} onRestart={() => setAsked(null)} />
      </Suspense>
    );
  }
  if (unconfirmed !== '') {
    return <LookIntoMail email={unconfirmed} isPart={isPart} onBack={() => setUnconfirmed('')} />;
  }
  return (
    <>
      {heading}
      <SignInForm onDone={onDone} onAsked={setAsked} onUnconfirmed={setUnconfirmed} {...(email ? { email } : {})} />
      {children}
    </>
  );
}
