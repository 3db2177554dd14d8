import { useNavigate } from '@tanstack/react-router';
import { ownPath } from '../../lib/own-path.ts';

/** Opens the page that was requested before the sign-in, if it is one of this app. */
export function useEnter(next: string | undefined): () => void {
  const navigate = useNavigate();
  return () => void navigate({ href: ownPath(next ?? '') ?? '/', replace: true });
}
