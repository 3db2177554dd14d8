import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useSecret } from '../../lib/fragment.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { AuthHeading } from './auth-heading.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { NewConfirmation } from './new-confirmation.tsx';
import { confirmAddress } from '../../data/session/mailed-links.ts';
import { meQuery } from '../../data/session/session.ts';

/** Target of the mail for a new address. A click confirms it, because mail scanners open links. */
export function VerifyPage() {
  const token = useSecret();
  return <Verify key={token} token={token} />;
}

function Verify({ token }: { token: string }) {
  const { t } = useTexts();
  const { data: me } = useQuery(meQuery);
  const confirm = useMutation({ mutationFn: () => confirmAddress(token) });
  if (token === '' || isProblem(confirm.error, 'link-expired')) return <NewConfirmation />;
  if (confirm.data) {
    return (
      <>
        <AuthHeading title={t('verify.doneTitle', { email: confirm.data })}>{t('verify.doneText')}</AuthHeading>
        <Link to={me ? '/' : '/sign-in'} className={buttonClass({ tone: 'primary', size: 'large', isWide: true })}>
          {t(me ? 'verify.goOn' : 'links.signIn')}
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('verify.title')}>{t('verify.text')}</AuthHeading>
      <FormProblem>{confirm.error && problemText(confirm.error)}</FormProblem>
      <Button tone="primary" size="large" isWide isBusy={confirm.isPending} onClick={() => confirm.mutate()}>
        {t('verify.submit')}
      </Button>
    </>
  );
}
