import { build, and, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../../context.ts';
import type { FieldId, FieldType } from '../../contract.ts';
import { insertField, mostFields } from '../../fields/change-fields.ts';
import { type FieldRow, fieldsOf } from '../../fields/field.ts';
import { type CustomValues, field, type FieldOption } from '../../schema.ts';
import type { Findings } from '../report.ts';
import { type ImportPlace, keepSources, knownSources } from '../sources.ts';
import { type Card, colourOf, type CustomField } from './board.ts';
import { clean, cleanName, dayOf } from './plan.ts';

/** A field of the board and what it has become here. */
export interface BroughtField {
  readonly id: FieldId;
  readonly type: FieldType;
  /** Our options by the board's. */
  readonly options: ReadonlyMap<string, string>;
}

const types: Readonly<Record<CustomField['type'], FieldType>> = {
  text: 'text',
  number: 'number',
  date: 'date',
  list: 'choice',
  // What is ticked there is chosen here.
  checkbox: 'choice',
};
const ticked = { id: 'checked', name: '✓', colour: null };

/** The board's own fields become the team's: one of the same name and kind is taken, options that it lacks are added. */
export async function bringFields(
  ctx: TasksContext,
  place: ImportPlace,
  fields: readonly CustomField[],
  findings: Findings,
): Promise<ReadonlyMap<string, BroughtField>> {
  const existing = await fieldsOf(ctx, place);
  const known = await knownSources(
    ctx,
    place,
    'field',
    fields.map(({ id }) => id),
  );
  const brought = new Map<string, BroughtField>();
  const taken = new Set<string>();
  for (const entry of fields) {
    const type = types[entry.type];
    const name = cleanName(entry.name, 'name', `field “${entry.name.slice(0, 60)}”`, findings);
    const same =
      existing.find(({ id }) => id === known.get(entry.id)?.localId) ??
      existing.find((row) => !taken.has(row.id) && row.type === type && row.name.toLowerCase() === name.toLowerCase());
    if (same) {
      taken.add(same.id);
      const options = await addOptions(ctx, same, wantedOptions(entry));
      brought.set(entry.id, { id: same.id, type: same.type, options });
      continue;
    }
    const isTaken = existing.some((row) => row.name.toLowerCase() === name.toLowerCase());
    if (existing.length >= mostFields) continue;
    const made = await makeField(ctx, place, entry, isTaken ? `${name} (Trello)` : name, existing.length);
    existing.push(made.row);
    taken.add(made.row.id);
    brought.set(entry.id, { id: made.row.id, type, options: made.options });
  }
  await keepSources(
    ctx,
    place,
    'field',
    [...brought].map(([externalId, { id }]) => ({ externalId, localId: id })),
  );
  return brought;
}

interface WantedOption extends FieldOption {
  readonly externalId: string;
}

function wantedOptions({ type, options }: CustomField): WantedOption[] {
  if (type === 'checkbox') return [{ ...ticked, externalId: ticked.id, id: newId() }];
  if (type !== 'list') return [];
  return options.map(({ id, value, color }) => ({
    externalId: id,
    id: newId(),
    name: value.text.toWellFormed().replaceAll('\0', '').trim().slice(0, 100) || '?',
    colour: color === null ? null : colourOf(color),
  }));
}

async function makeField(
  ctx: TasksContext,
  { organizationId, teamId }: ImportPlace,
  entry: CustomField,
  name: string,
  position: number,
): Promise<{ row: FieldRow; options: ReadonlyMap<string, string> }> {
  const { options, byExternalId } = mergeOptions([], wantedOptions(entry));
  const draft = { organizationId, teamId, id: newId<FieldId>(), name, type: types[entry.type], options, position };
  const [row] = await insertField(ctx, { ...draft, onCard: entry.display.cardFront });
  if (!row) throw new Error('a field that is made comes back');
  return { row, options: byExternalId };
}

async function addOptions(
  ctx: TasksContext,
  row: FieldRow,
  wanted: readonly WantedOption[],
): Promise<ReadonlyMap<string, string>> {
  const { options, byExternalId } = mergeOptions(row.options, wanted);
  if (options.length > row.options.length) {
    await setOptions(ctx, { organizationId: row.organizationId, id: row.id, options });
  }
  return byExternalId;
}

/** Options of the same name are one. */
function mergeOptions(existing: readonly FieldOption[], wanted: readonly WantedOption[]) {
  const options = [...existing];
  const byExternalId = new Map<string, string>();
  for (const { externalId, ...option } of wanted) {
    const same = options.find(({ name }) => name.toLowerCase() === option.name.toLowerCase());
    if (!same) options.push(option);
    byExternalId.set(externalId, (same ?? option).id);
  }
  return { options, byExternalId };
}

/** The values of a card in the team's fields. What has no place is told as lost. */
export function valuesOf(
  card: Card,
  fields: ReadonlyMap<string, BroughtField>,
  at: string,
  findings: Findings,
): CustomValues {
  const values: Record<string, string | number> = {};
  for (const item of card.customFieldItems) {
    const found = fields.get(item.idCustomField);
    const value = found && valueOf(item, found, at, findings);
    if (found && value !== undefined && value !== '') values[found.id] = value;
    else findings.lose('custom-fields', 1);
  }
  return values;
}

function valueOf(
  { value, idValue }: Card['customFieldItems'][number],
  { type, options }: BroughtField,
  at: string,
  findings: Findings,
): string | number | undefined {
  switch (type) {
    case 'choice':
      return options.get(idValue ?? (value.checked === 'true' ? ticked.id : ''));
    case 'number': {
      const number = Number(value.number);
      return value.number === '' || !Number.isFinite(number) ? undefined : number;
    }
    case 'date':
      return dayOf(value.date, at, findings) ?? undefined;
    default:
      return clean(value.text, 'description', at, findings).slice(0, 10_000).toWellFormed();
  }
}

const setOptions = query<{ organizationId: OrganizationId; id: FieldId; options: FieldOption[] }>()((place) =>
  build
    .update(field)
    .set({ options: sql`${place.options}::jsonb`, version: sql`${field.version} + 1` })
    .where(and(eq(field.organizationId, place.organizationId), eq(field.id, place.id))),
);
