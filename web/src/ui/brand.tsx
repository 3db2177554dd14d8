/** The mark: a half-filled ring with a dot. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden className="text-accent-text">
      <circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" strokeOpacity="0.35" strokeWidth="2.25" />
      <path d="M12 3a9 9 0 0 1 0 18" fill="none" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" />
      <path
        d="m10.2 9.4 2.3-1.6v8.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.25"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The product's name is the same in every language. */
export const productName = 'TaskUno';

export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 text-reading font-semibold tracking-[-0.01em]" dir="ltr">
      <BrandMark />
      {productName}
    </span>
  );
}
