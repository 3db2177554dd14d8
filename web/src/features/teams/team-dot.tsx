/** A team's colour beside its name. */
export function TeamDot({ colour }: { colour: string }) {
  return <span aria-hidden className="mx-[3px] size-2.5 shrink-0 rounded-[3px]" style={{ backgroundColor: colour }} />;
}
