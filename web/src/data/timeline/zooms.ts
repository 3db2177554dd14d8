export const zooms = ['weeks', 'months', 'quarters'] as const;

/** How much time a timeline shows at once. */
export type Zoom = (typeof zooms)[number];
