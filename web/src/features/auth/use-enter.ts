import { useNavigate } from '@tanstack/react-router';
import { ownPath } from '../../lib/own-path.ts';

/** Where somebody goes once they are in: to what they asked for, where that is a page of ours. */
export function useEnter(next: string | undefined): () => void {
  const navigate = useNavigate();
  return () => void navigate({ href: ownPath(next ?? '') ?? '/', replace: true });
}
