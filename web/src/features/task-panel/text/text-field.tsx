import type { MarkdownFieldProps } from '../../../ui/markdown-field.tsx';
import { RichField } from '../../../ui/text-editor/rich-field.tsx';
import { MentionField } from './mention-field.tsx';

/** A text of a task: as it will be read, or as Markdown; `@` opens a list of people in both. */
export function TextField({ organizationId, ...field }: MarkdownFieldProps & { readonly organizationId: string }) {
  return <RichField {...field} plain={(plain) => <MentionField organizationId={organizationId} {...plain} />} />;
}
