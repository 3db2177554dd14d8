import { DomainError } from '#platform/errors.ts';
import { type StreamedValue, streamJson } from '#platform/json-stream.ts';
import type { Findings } from '../report.ts';
import { Card, Checklist, CommentAction, CustomField, Label, List, Member } from './board.ts';

/** What has to be known of a board before its cards are brought in: its frame, and of the cards their ids alone. */
export interface Survey {
  readonly id: string;
  readonly name: string;
  readonly lists: readonly List[];
  readonly labels: readonly Label[];
  readonly fields: readonly CustomField[];
  readonly members: readonly Member[];
  readonly counts: { cards: number; items: number; comments: number };
  readonly cardIds: ReadonlySet<string>;
  readonly cardsByList: ReadonlySet<string>;
  /** Comments that the export does hold, for each card. */
  readonly commentsByCard: ReadonlyMap<string, number>;
}

/** Opens the file anew for each reading, so that no more than a chunk of it is ever held. */
export type OpenFile = () => Promise<AsyncIterable<Buffer>>;

/**
 * Reads the whole file once. Nothing is written before it was found whole.
 * @throws DomainError 422 `not-json`, `cut-off`, or `not-trello` for a file that is no board export.
 */
export async function surveyBoard(open: OpenFile, findings: Findings): Promise<Survey> {
  const lists: List[] = [];
  const labels: Label[] = [];
  const fields: CustomField[] = [];
  const members = new Map<string, Member>();
  const counts = { cards: 0, items: 0, comments: 0 };
  const commentsByCard = new Map<string, number>();
  const cardIds = new Set<string>();
  const cardsByList = new Set<string>();
  let id = '';
  let name = '';
  const keys = ['id', 'name', 'lists', 'labels', 'customFields', 'members', 'cards', 'checklists', 'actions'];
  for await (const entry of streamJson(await open(), { keys })) {
    if (entry.key === 'id') id = String(entry.value ?? '');
    else if (entry.key === 'name') name = String(entry.value ?? '');
    else if (entry.key === 'lists') keep(lists, List, entry, findings);
    else if (entry.key === 'labels') keep(labels, Label, entry, findings);
    else if (entry.key === 'customFields') keep(fields, CustomField, entry, findings);
    else if (entry.key === 'members') keepMember(members, Member.safeParse(entry.value).data);
    else if (entry.key === 'cards') {
      const card = readable(Card, entry, findings);
      if (!card) continue;
      counts.cards += 1;
      cardIds.add(card.id);
      cardsByList.add(card.idList);
    } else if (entry.key === 'checklists') counts.items += readable(Checklist, entry, findings)?.checkItems.length ?? 0;
    else {
      const comment = CommentAction.safeParse(entry.value).data;
      if (!comment) continue;
      counts.comments += 1;
      commentsByCard.set(comment.data.card.id, (commentsByCard.get(comment.data.card.id) ?? 0) + 1);
      keepMember(members, { ...comment.memberCreator, email: '' });
    }
  }
  if (lists.length === 0 || (id === '' && name === '')) {
    throw new DomainError(
      'invalid',
      'not-trello',
      'This is not the export of a Trello board: it has no lists. In Trello open the board’s menu, then Print, export and share, Export as JSON.',
    );
  }
  return {
    id: id || name,
    name,
    lists,
    labels,
    fields,
    members: [...members.values()],
    counts,
    cardIds,
    cardsByList,
    commentsByCard,
  };
}

/** The elements of one array of the file, those that can be read. What can't was told by the survey. */
export async function* readElements<Element>(
  open: OpenFile,
  key: string,
  schema: { safeParse(value: unknown): { data?: Element | undefined } },
): AsyncGenerator<Element> {
  for await (const entry of streamJson(await open(), { keys: [key] })) {
    const element = entry.index === null ? undefined : schema.safeParse(entry.value).data;
    if (element !== undefined) yield element;
  }
}

interface Schema<Element> {
  safeParse(value: unknown): { success: boolean; data?: Element | undefined };
}

function keep<Element>(list: Element[], schema: Schema<Element>, entry: StreamedValue, findings: Findings): void {
  const element = readable(schema, entry, findings);
  if (element !== undefined) list.push(element);
}

function readable<Element>(schema: Schema<Element>, entry: StreamedValue, findings: Findings): Element | undefined {
  const at = `${entry.key} ${(entry.index ?? 0) + 1}`;
  const element = entry.index === null ? undefined : schema.safeParse(entry.value).data;
  if (entry.problem === 'too-large' || entry.problem === 'not-utf8') findings.problem(at, entry.problem);
  else if (element === undefined) findings.problem(at, 'malformed');
  return element;
}

/** An author of a comment may have left the board: then the comment alone names them. */
function keepMember(members: Map<string, Member>, found: Member | undefined): void {
  if (!found || found.id === '') return;
  const known = members.get(found.id);
  members.set(found.id, known?.username ? known : found);
}
