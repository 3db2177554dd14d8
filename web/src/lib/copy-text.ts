/**
 * Copies a text. The clipboard API is missing on pages over plain HTTP from another machine; there it uses
 * `execCommand` and answers the copy event.
 * @throws if the browser refuses.
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
