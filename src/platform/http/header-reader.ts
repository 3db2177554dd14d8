/** Reads a header of the request by its lower-case name; null if it is absent. */
export type HeaderReader = (name: string) => string | null;
