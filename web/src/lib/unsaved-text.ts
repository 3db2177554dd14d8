// Text that somebody has typed and not sent yet. A page with some is never loaded again without asking.

type TextField = HTMLInputElement | HTMLTextAreaElement;

const typedIn = new Set<TextField>();
const withoutText = new Set(['search', 'checkbox', 'radio', 'file', 'color']);

// Tests of pages have no document.
globalThis.document?.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLTextAreaElement) typedIn.add(target);
  else if (target instanceof HTMLInputElement && !withoutText.has(target.type)) typedIn.add(target);
});
// A form that stays on the page after it was sent keeps its values.
globalThis.document?.addEventListener('submit', ({ target }) => {
  for (const field of typedIn) if (field.form === target) typedIn.delete(field);
});

const otherReasons: (() => boolean)[] = [];

/** Something else that a reload would lose. The browser asks before the page is closed. */
export function alsoUnsaved(isUnsaved: () => boolean): void {
  otherReasons.push(isUnsaved);
  globalThis.addEventListener?.('beforeunload', (event) => isUnsaved() && event.preventDefault());
}

/**
 * Whether a reload would lose text. A field outside of a form is saved when the focus leaves it; one with `data-draft`
 * survives a reload.
 */
export function hasUnsavedText(): boolean {
  if (otherReasons.some((isUnsaved) => isUnsaved())) return true;
  for (const field of typedIn) if (!field.isConnected) typedIn.delete(field);
  return [...typedIn].some(
    (field) =>
      field.value.trim() !== '' &&
      field.dataset['draft'] === undefined &&
      (field.form !== null || field === document.activeElement),
  );
}
