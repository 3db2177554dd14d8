import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { restoreAccount } from '../../data/session/mailed-links.ts';
import { isProblem } from '../../lib/problem.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useSecret } from '../../lib/fragment.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { AuthHeading } from './auth-heading.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';

/** Target of the mail about a deletion, which can be cancelled here. */
export function RestorePage() {
  const token = useSecret();
  return <Restore key={token} token={token} />;
}

function Restore({ token }: { token: string }) {
  const { t } = useTexts();
  const restore = useMutation({ mutationFn: () => restoreAccount(token) });
  const toSignIn = (
    <Link to="/sign-in" className={buttonClass({ tone: 'primary', size: 'large', isWide: true })}>
      {t('links.signIn')}
    </Link>
  );
  if (token === '' || isProblem(restore.error, 'link-expired')) {
    return (
      <>
        <AuthHeading title={t('restore.lateTitle')}>{t('restore.lateText')}</AuthHeading>
        {toSignIn}
      </>
    );
  }
  if (restore.isSuccess) {
    return (
      <>
        <AuthHeading title={t('restore.doneTitle')}>{t('restore.doneText')}</AuthHeading>
        {toSignIn}
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('restore.title')}>{t('restore.text')}</AuthHeading>
      <FormProblem>{restore.error && problemText(restore.error)}</FormProblem>
      <Button tone="primary" size="large" isWide isBusy={restore.isPending} onClick={() => restore.mutate()}>
        {t('restore.submit')}
      </Button>
    </>
  );
}
