/** A header of the request by its name in small letters; null where it did not come. */
export type HeaderReader = (name: string) => string | null;
