/** A text as searches compare it: without case, and with one letter for Arabic and Persian yeh and kaf. */
export function folded(text: string): string {
  return text.trim().toLocaleLowerCase().replaceAll('ي', 'ی').replaceAll('ك', 'ک').replaceAll('\u200c', ' ');
}
