import { usePrefetchQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { secondFactorsQuery } from '../../data/security/queries.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { tokensQuery } from '../../data/tokens/queries.ts';
import { TokenRow } from './token-row.tsx';

export function TokensPage() {
  const { t } = useTexts();
  usePrefetchQuery(secondFactorsQuery);
  const { data: tokens } = useSuspenseQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  return (
    <Section
      title={t('tokens.title')}
      text={t('tokens.text')}
      action={
        <Button tone="primary" onClick={() => setMaking(true)}>
          <Icon of={Plus} />
          {t('tokens.new')}
        </Button>
      }
    >
      {tokens.length === 0 ? (
        <p className="text-muted">{t('tokens.none')}</p>
      ) : (
        <ul aria-label={t('tokens.title')}>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
      {isMaking && <NewTokenDialog onClose={() => setMaking(false)} />}
    </Section>
  );
}
