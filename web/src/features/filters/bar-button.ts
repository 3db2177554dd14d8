/** The style of buttons in a list's bars. */
export const barButton =
  'tap flex h-8 max-w-44 items-center gap-2 rounded-[6px] px-2 text-soft whitespace-nowrap hover:bg-hover aria-expanded:bg-hover';
