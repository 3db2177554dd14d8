import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { newId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { FieldId } from '../contract.ts';
import {
  insertField,
  maxOptions,
  maxFields,
  setOptions,
  publishChange as publishField,
} from '../fields/change-fields.ts';
import type { FieldRow } from '../task/custom-field.ts';
import { fits } from '../task/custom-field-values.ts';
import type { CustomValues } from '../schema/task.ts';
import type { FieldOption } from '../schema/field.ts';
import { shorten, shortenName } from './limits.ts';
import type { SourceCard, SourceField, SourceOption, SourceValue } from './source/board.ts';
import type { Findings } from './source/report.ts';
import { cleanText, type CleanText, cut, type ExternalId } from './source/text.ts';
import { type ImportTarget, storeSources, type KnownSource } from './sources.ts';

/** A field of the board and the team's field created or reused for it. */
export interface ImportedField {
  readonly row: FieldRow;
  /** The team's options by the board's options. */
  readonly options: ReadonlyMap<ExternalId, string>;
}

interface PlannedField {
  readonly source: SourceField;
  readonly row: FieldRow;
  readonly isNew: boolean;
  readonly hasNewOptions: boolean;
  readonly options: ReadonlyMap<ExternalId, string>;
}

export interface FieldPlan {
  readonly fields: readonly PlannedField[];
}

/**
 * Maps the board's own fields to the team's: a field of the same name and kind is reused and missing options are added,
 * if the importer may change the team's fields and the limits allow it.
 */
export function planFields(
  params: Pick<ImportTarget, 'organizationId' | 'teamId'>,
  sources: readonly SourceField[],
  existing: readonly FieldRow[],
  { sources: known, mayChange, tool, findings }: FieldRules,
): FieldPlan {
  const rows = [...existing];
  const takenNames = new Set<string>();
  const fields: PlannedField[] = [];
  for (const source of sources) {
    const name = shortenName(source.name, 'field', source.notes);
    findings.add(source.notes);
    const before = known.get(source.id)?.localId;
    const same = rows.find((row) =>
      before === undefined
        ? !takenNames.has(row.id) && row.type === source.type && row.name.toLowerCase() === name.toLowerCase()
        : row.id === before,
    );
    const mayCreate = mayChange && rows.length < maxFields;
    // Fields that an earlier import created and somebody deleted are not created again.
    if (!same && before !== undefined) continue;
    if (!same && !mayCreate) {
      findings.lose(mayChange ? 'too-many-fields' : 'fields', 1);
      continue;
    }
    const merged = mergeOptions(same?.options ?? [], source.options, mayChange);
    findings.lose('options', merged.left);
    const row: FieldRow = same
      ? { ...same, options: merged.options }
      : {
          organizationId: params.organizationId,
          teamId: params.teamId,
          id: newId<FieldId>(),
          name: freeName(name, tool, rows),
          type: source.type,
          options: merged.options,
          onCard: source.onCard,
          position: rows.reduce((last, { position }) => Math.max(last, position + 1), 0),
          version: 1,
        };
    if (same) rows.splice(rows.indexOf(same), 1, row);
    else rows.push(row);
    takenNames.add(row.id);
    fields.push({ source, row, isNew: !same, hasNewOptions: merged.isChanged, options: merged.byExternalId });
  }
  return { fields };
}

interface FieldRules {
  readonly sources: ReadonlyMap<string, KnownSource>;
  readonly mayChange: boolean;
  /** The other tool's name, which distinguishes a field from one of the same name and another kind. */
  readonly tool: string;
  readonly findings: Findings;
}

function freeName(name: CleanText, tool: string, rows: readonly FieldRow[]): string {
  const names = new Set(rows.map((row) => row.name.toLowerCase()));
  for (let number = 0; ; number += 1) {
    const suffix = number === 0 ? '' : number === 1 ? ` (${tool})` : ` (${tool} ${number})`;
    const free = cut(name, 100 - suffix.length) + suffix;
    if (!names.has(free.toLowerCase())) return free;
  }
}

/** Options of the same name are merged. */
function mergeOptions(existing: readonly FieldOption[], sources: readonly SourceOption[], mayAdd: boolean) {
  const options = [...existing];
  const byName = new Map(options.map(({ id, name }) => [name.toLowerCase(), id]));
  const byExternalId = new Map<ExternalId, string>();
  let omittedCount = 0;
  for (const option of sources) {
    const name = shorten(option.name, 'option', null) || cleanText('?');
    let id = byName.get(name.toLowerCase());
    if (id === undefined && mayAdd && options.length < maxOptions) {
      id = newId();
      options.push({ id, name, colour: option.colour });
      byName.set(name.toLowerCase(), id);
    }
    if (id === undefined) omittedCount += 1;
    else byExternalId.set(option.id, id);
  }
  return { options, byExternalId, left: omittedCount, isChanged: options.length > existing.length };
}

export async function createFields(
  ctx: TasksContext,
  params: ImportTarget,
  plan: FieldPlan,
  proof: Authorized<TeamInOrganization, 'administer'> | null,
): Promise<void> {
  if (proof === null) return;
  for (const { row, isNew, hasNewOptions } of plan.fields) {
    if (isNew) await insertField(ctx, row);
    else if (hasNewOptions) await setOptions(ctx, row);
  }
  const changed = plan.fields.find(({ isNew, hasNewOptions }) => isNew || hasNewOptions);
  if (changed) await publishField(ctx, changed.row);
  await storeSources(
    ctx,
    params,
    'field',
    plan.fields.map(({ source, row }) => ({ externalId: source.id, localId: row.id })),
  );
}

export function importedFields({ fields }: FieldPlan): ReadonlyMap<ExternalId, ImportedField> {
  return new Map(fields.map(({ source, row, options }) => [source.id, { row, options }]));
}

/** The values of a card in the team's fields. Values that do not fit are reported as lost. */
export function valuesOf(card: SourceCard, fields: ReadonlyMap<ExternalId, ImportedField>): CustomValues {
  const values: Record<string, string | number> = {};
  for (const { fieldId, value } of card.values) {
    const field = fieldId === null ? undefined : fields.get(fieldId);
    const fieldValue = field && valueOf(value, field, card);
    const isKept =
      field && fieldValue !== undefined && fieldValue !== '' && fits[field.row.type](fieldValue, field.row);
    if (isKept) values[field.row.id] = fieldValue;
    else card.notes.lose('custom-fields', 1);
  }
  return values;
}

function valueOf(
  value: SourceValue['value'],
  { row: { type }, options }: ImportedField,
  { notes }: SourceCard,
): string | number | undefined {
  if (value === null || typeof value === 'number') return value ?? undefined;
  if (type === 'choice') return options.get(value as ExternalId);
  return type === 'text' ? shorten(value as CleanText, 'value', notes) : value;
}
