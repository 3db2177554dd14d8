/** A project's colour beside its name. */
export function ProjectDot({ colour }: { colour: string }) {
  return <span aria-hidden className="mx-[3px] size-2.5 shrink-0 rounded-full" style={{ backgroundColor: colour }} />;
}
