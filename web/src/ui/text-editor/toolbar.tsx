import {
  Bold,
  Code,
  Columns2,
  ImagePlus,
  Italic,
  Link2,
  List,
  ListChecks,
  type LucideIcon,
  Plus,
  Rows2,
  Strikethrough,
  Trash2,
} from 'lucide-react';
import type { Command, EditorState } from 'prosemirror-state';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../icon.tsx';
import { IconButton } from '../icon-button.tsx';
import {
  bold,
  hasMark,
  inlineCode,
  isWithin,
  italic,
  linkAt,
  listKind,
  strikethrough,
  tableCommands,
  toggleList,
} from './document/commands.ts';
import { schema } from './markdown/schema.ts';

const { nodes, marks } = schema;

interface ToolbarProps {
  readonly state: EditorState;
  readonly run: (command: Command) => void;
  readonly onInsert: () => void;
  readonly onLink: () => void;
  readonly onFile: (() => void) | null;
}

/** The buttons of the editor: what people without a keyboard need, and what is set at the caret. */
export function Toolbar({ state, run, onInsert, onLink, onFile }: ToolbarProps) {
  const { t } = useTexts();
  const kind = listKind(state);
  return (
    <>
      <div role="group" aria-label={t('editor.formatting')} className="flex flex-wrap">
        <Tool label={t('editor.insert')} icon={Plus} onPress={onInsert} />
        <Tool label={t('editor.bold')} icon={Bold} onPress={() => run(bold)} isPressed={hasMark(state, marks.strong)} />
        <Tool
          label={t('editor.italic')}
          icon={Italic}
          onPress={() => run(italic)}
          isPressed={hasMark(state, marks.emphasis)}
        />
        <Tool
          label={t('editor.strike')}
          icon={Strikethrough}
          onPress={() => run(strikethrough)}
          isPressed={hasMark(state, marks.delete)}
        />
        <Tool
          label={t('editor.code')}
          icon={Code}
          onPress={() => run(inlineCode)}
          isPressed={hasMark(state, marks.code)}
        />
        <Tool label={t('editor.link')} icon={Link2} onPress={onLink} isPressed={linkAt(state) !== ''} />
        <Tool
          label={t('editor.blocks.list')}
          icon={List}
          onPress={() => run(toggleList('bullet'))}
          isPressed={kind === 'bullet'}
        />
        <Tool
          label={t('editor.blocks.checklist')}
          icon={ListChecks}
          onPress={() => run(toggleList('check'))}
          isPressed={kind === 'check'}
        />
        {onFile && <Tool label={t('editor.blocks.file')} icon={ImagePlus} onPress={onFile} />}
      </div>
      {isWithin(state, nodes.table) && (
        <div role="group" aria-label={t('editor.blocks.table')} className="flex flex-wrap border-s border-line ps-1">
          <Tool label={t('editor.addRow')} icon={Rows2} onPress={() => run(tableCommands.addRowAfter)} />
          <Tool label={t('editor.addColumn')} icon={Columns2} onPress={() => run(tableCommands.addColumnAfter)} />
          <button type="button" className="tool-text" onClick={() => run(tableCommands.deleteRow)}>
            {t('editor.deleteRow')}
          </button>
          <button type="button" className="tool-text" onClick={() => run(tableCommands.deleteColumn)}>
            {t('editor.deleteColumn')}
          </button>
          <Tool label={t('editor.deleteTable')} icon={Trash2} onPress={() => run(tableCommands.deleteTable)} />
        </div>
      )}
    </>
  );
}

interface ToolProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress: () => void;
  readonly isPressed?: boolean;
}

function Tool({ label, icon, onPress, isPressed }: ToolProps) {
  return (
    <IconButton
      label={label}
      aria-pressed={isPressed}
      className={classNames('tool', isPressed && 'bg-hover text-ink')}
      // The text keeps its selection.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      <Icon of={icon} />
    </IconButton>
  );
}
