import { useEffect, useState } from 'react';
import { useRouterState } from '@tanstack/react-router';

/** The secret behind a link's `#`. It stays in the address, so that a reload still works; the server never sees it. */
export function useFragment(): string {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const [fragment, setShown] = useState(hash);
  // Another link in the same tab; none while the page is being left.
  if (hash !== '' && hash !== fragment) setShown(hash);
  return decoded(fragment);
}

/** The secret behind a link's `#`, taken out of the address at once: what is done with it is done once. */
export function useSecret(): string {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const [secret, setSecret] = useState(hash);
  if (hash !== '' && hash !== secret) setSecret(hash);
  useEffect(() => {
    if (hash !== '') history.replaceState(history.state, '', location.pathname + location.search);
  }, [hash]);
  return secret;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
