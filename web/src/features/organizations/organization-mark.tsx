import type { Organization } from '../../api/types.ts';
import { addressOf } from '../../lib/base-path.ts';
import { BrandMark } from '../../ui/brand.tsx';

interface OrganizationMarkProps {
  readonly organization: Pick<Organization, 'logoUrl' | 'name'> | undefined;
  readonly size: 20 | 32 | 72;
}

const sizes = { 20: 'size-5 rounded-[4px]', 32: 'size-8 rounded-[6px]', 72: 'size-18 rounded-normal' } as const;

/** An organization's logo; without one, the product's mark. */
export function OrganizationMark({ organization, size }: OrganizationMarkProps) {
  const url = organization?.logoUrl ?? null;
  if (url !== null) return <img src={addressOf(url)} alt="" className={`shrink-0 object-cover ${sizes[size]}`} />;
  return <BrandMark size={size} />;
}
