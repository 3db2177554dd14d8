import { useMutation } from '@tanstack/react-query';
import { Check, Copy } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { copyText } from '../lib/copy-text.ts';
import { announce } from './announcer.tsx';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { showToast } from './toasts.ts';

/** Copies a text that is visible beside it, so that it can be copied by hand if the browser refuses. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useTexts();
  const copy = useMutation({
    mutationFn: () => copyText(text),
    onSuccess: () => announce(t('copying.copied')),
    onError: () => showToast({ tone: 'danger', text: t('copying.failed') }),
  });
  return (
    <Button onClick={() => copy.mutate()}>
      <Icon of={copy.isSuccess ? Check : Copy} />
      {t(copy.isSuccess ? 'copying.copied' : 'copying.copy')}
    </Button>
  );
}
