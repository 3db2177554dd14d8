/**
 * Copies a text. A page that came by plain HTTP from another machine has no clipboard to write to; there the browser
 * is told to copy, and given the text when it asks what.
 * @throws where the browser does not allow it.
 */
export async function copyText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text);
  let isCopied = false;
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    isCopied = true;
  };
  document.addEventListener('copy', give, { capture: true });
  document.execCommand('copy');
  document.removeEventListener('copy', give, { capture: true });
  if (!isCopied) throw new Error('the browser copies nothing');
}
