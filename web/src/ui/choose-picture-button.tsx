import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';

interface ChoosePictureButtonProps {
  readonly isBusy?: boolean;
  readonly onChoose: (file: File) => void;
  readonly children: ReactNode;
}

/** Opens the system's dialog for a picture. The same file can be chosen again. */
export function ChoosePictureButton({ isBusy = false, onChoose, children }: ChoosePictureButtonProps) {
  return (
    <label
      aria-busy={isBusy || undefined}
      className={`${buttonClass()} cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-accent`}
    >
      <input
        type="file"
        accept="image/*"
        className="sr-only"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) onChoose(file);
          target.value = '';
        }}
      />
      {children}
    </label>
  );
}
