/** A day without a change of the clocks, in milliseconds. */
export const dayMs = 86_400_000;
