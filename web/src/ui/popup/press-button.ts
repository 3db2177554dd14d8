/**
 * Presses a button for somebody who uses keys. A popup takes the focus at once then: after `click()`, as after that of a
 * screen reader, React Aria waits for all transitions of the page.
 */
export function pressButton(button: HTMLElement): void {
  if (!button.hasAttribute('aria-haspopup')) button.click();
  else button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}
