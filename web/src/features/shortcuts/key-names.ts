const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const names: Readonly<Record<string, string>> = {
  $mod: isApple ? '⌘' : 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: '↵',
  Space: 'Space',
  Shift: isApple ? '⇧' : 'Shift',
};

/** Keys as they are labelled on keyboards: `$mod+z` → `Ctrl`, `Z`. */
export function keyNames(keys: string): readonly string[] {
  return keys.split(/[ +]/).map((key) => names[key] ?? key.toUpperCase());
}
