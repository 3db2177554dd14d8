import { useEffect, useState } from 'react';
import { useRouterState } from '@tanstack/react-router';

/** The secret in a link's fragment. It stays in the address, so that a reload works; the server never sees it. */
export function useFragment(): string {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const [fragment, setShown] = useState(hash);
  // Updates when another link is opened in the same tab, but not while the page is being left.
  if (hash !== '' && hash !== fragment) setShown(hash);
  return decoded(fragment);
}

/** The secret in a link's fragment, removed from the address at once, for actions that run once. */
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
