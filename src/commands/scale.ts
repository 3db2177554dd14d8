import type { Layout } from '../composition/distribution.ts';
import { type OutputOptions, print } from './output.ts';

export const layoutNames: readonly Layout[] = ['modules', 'organizations'];

/** Prints what distributes the database of this release over several servers. Connects to nothing. */
export async function printDistribution({
  layout,
  ...options
}: OutputOptions & { readonly layout?: Layout }): Promise<void> {
  const { distributionScript } = await import('../composition/distribution.ts');
  const lines = distributionScript(layout === undefined ? layoutNames : [layout]);
  print({ lines }, lines, options);
}
