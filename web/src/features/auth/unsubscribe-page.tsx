import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { unsubscribe } from '../../data/session/mailed-links.ts';
import { isProblem } from '../../lib/problem.ts';
import { useSecret } from '../../lib/fragment.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthHeading } from './auth-heading.tsx';

/** Target of the link in notification mails. A click turns them off, because mail scanners open links. */
export function UnsubscribePage() {
  const token = useSecret();
  return <Unsubscribe key={token} token={token} />;
}

function Unsubscribe({ token }: { token: string }) {
  const { t } = useTexts();
  const turnOff = useMutation({ mutationFn: () => unsubscribe(token) });
  const toApp = (
    <Link to="/" className={buttonClass({ size: 'large', isWide: true })}>
      {t('unsubscribe.toApp')}
    </Link>
  );
  if (token === '' || isProblem(turnOff.error, 'not-found')) {
    return (
      <>
        <AuthHeading title={t('links.expiredTitle')}>{t('unsubscribe.invalidText')}</AuthHeading>
        {toApp}
      </>
    );
  }
  if (turnOff.isSuccess) {
    return (
      <>
        <AuthHeading title={t('unsubscribe.doneTitle')}>{t('unsubscribe.doneText')}</AuthHeading>
        {toApp}
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('unsubscribe.title')}>{t('unsubscribe.text')}</AuthHeading>
      <FormProblem>{turnOff.error && problemText(turnOff.error)}</FormProblem>
      <Button tone="primary" size="large" isWide isBusy={turnOff.isPending} onClick={() => turnOff.mutate()}>
        {t('unsubscribe.submit')}
      </Button>
    </>
  );
}
