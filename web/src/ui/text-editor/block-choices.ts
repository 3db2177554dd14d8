import {
  CodeXml,
  Heading1,
  Heading2,
  Heading3,
  ImagePlus,
  List,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Minus,
  Quote,
  Table,
} from 'lucide-react';
import type { Command } from 'prosemirror-state';
import {
  insertRule,
  insertTable,
  toggleCodeBlock,
  toggleHeading,
  toggleList,
  toggleQuote,
} from './document/commands.ts';

interface BlockChoice {
  readonly name:
    | 'heading1'
    | 'heading2'
    | 'heading3'
    | 'list'
    | 'numbers'
    | 'checklist'
    | 'quote'
    | 'code'
    | 'table'
    | 'rule'
    | 'file';
  readonly icon: LucideIcon;
  /** English words that find it in each language, as people know them from other editors. */
  readonly words: string;
  /** Missing for what the editor itself does. */
  readonly command?: Command;
}

/** What the `/` menu inserts, or turns the paragraph into. */
export const blockChoices: readonly BlockChoice[] = [
  { name: 'heading1', icon: Heading1, words: 'heading h1 title', command: toggleHeading(1) },
  { name: 'heading2', icon: Heading2, words: 'heading h2', command: toggleHeading(2) },
  { name: 'heading3', icon: Heading3, words: 'heading h3', command: toggleHeading(3) },
  { name: 'list', icon: List, words: 'bullet list ul', command: toggleList('bullet') },
  { name: 'numbers', icon: ListOrdered, words: 'numbered list ol', command: toggleList('ordered') },
  { name: 'checklist', icon: ListChecks, words: 'checklist todo task', command: toggleList('check') },
  { name: 'quote', icon: Quote, words: 'quote blockquote', command: toggleQuote },
  { name: 'code', icon: CodeXml, words: 'code block', command: toggleCodeBlock },
  { name: 'table', icon: Table, words: 'table', command: insertTable },
  { name: 'rule', icon: Minus, words: 'divider line rule hr', command: insertRule },
  { name: 'file', icon: ImagePlus, words: 'image picture file upload' },
];
