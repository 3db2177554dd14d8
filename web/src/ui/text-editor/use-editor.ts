import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history } from 'prosemirror-history';
import { Fragment, Slice } from 'prosemirror-model';
import { type Command, EditorState, type Plugin, Selection } from 'prosemirror-state';
import { tableEditing } from 'prosemirror-tables';
import { EditorView } from 'prosemirror-view';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { copiedText, plainText } from './document/clipboard.ts';
import { decorations } from './document/decorations.ts';
import { typedMarkdown } from './document/input-rules.ts';
import { keys } from './document/keys.ts';
import { imageView, itemView } from './document/node-views.ts';
import { pasting } from './document/pasting.ts';
import { suggesting } from './document/suggesting.ts';
import { uploadPlaces } from './document/uploads.ts';
import { type OpenText, openText, pastedBlocks } from './markdown/open-text.ts';
import type { TextReferences } from '../text-references.ts';

export interface EditorOptions {
  readonly value: string;
  readonly placeholder: string;
  readonly autoFocus: boolean;
  readonly isReadOnly: boolean;
  readonly references: TextReferences | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
  readonly onEscape: () => void;
  readonly onLink: () => void;
  /** Keys of an open list come here first; true if handled. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly onFiles: (files: readonly File[], at: number) => void;
}

export interface Editor {
  readonly mount: RefObject<HTMLDivElement | null>;
  readonly view: EditorView | null;
  readonly state: EditorState | null;
  /** False while Markdown cannot express the document. */
  readonly isExact: boolean;
  /** Runs a command and returns the focus to the text. */
  readonly run: (command: Command) => void;
  /** Reports the text as it is now, instead of after the next pause. */
  readonly flush: () => void;
}

const pauseMs = 150;

/** An editor of a Markdown text. It reports the text after each short pause and when the focus leaves it. */
export function useEditor(options: EditorOptions): Editor {
  const mount = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  const [view, setView] = useState<EditorView | null>(null);
  const [state, setState] = useState<EditorState | null>(null);
  const [isExact, setExact] = useState(true);
  const session = useRef<{ readonly flush: () => void; readonly take: (value: string) => void }>(null);

  useLayoutEffect(() => {
    if (!mount.current) return undefined;
    let known = latest.current.value;
    let opened: OpenText = openText(known);
    let pause: ReturnType<typeof setTimeout> | undefined;
    const plugins = pluginsFor(latest);
    const begin = () => EditorState.create({ doc: opened.document, plugins });

    const report = () => {
      clearTimeout(pause);
      pause = undefined;
      const { text, isExact: isSame } = opened.write(editor.state.doc);
      setExact(isSame);
      if (text === known) return;
      known = text;
      latest.current.onChange(text);
    };
    const editor: EditorView = new EditorView(
      { mount: mount.current },
      {
        state: begin(),
        editable: () => !latest.current.isReadOnly,
        attributes: () => ({ ...latest.current.attributes }),
        nodeViews: { list_item: itemView, image: imageView },
        clipboardTextParser: (text, $context, isPlain) =>
          isPlain ? plainText(text, $context) : Slice.maxOpen(Fragment.from(pastedBlocks(text))),
        clipboardTextSerializer: ({ content }) => copiedText(content),
        dispatchTransaction(transaction) {
          // A file may be uploaded after the text was left.
          if (editor.isDestroyed) return;
          const next = editor.state.apply(transaction);
          editor.updateState(next);
          setState(next);
          if (!transaction.docChanged) return;
          clearTimeout(pause);
          pause = setTimeout(report, pauseMs);
        },
        handleDOMEvents: {
          blur() {
            if (pause !== undefined) report();
          },
        },
      },
    );
    session.current = {
      flush: () => pause !== undefined && report(),
      take(value) {
        if (value === known) return;
        known = value;
        clearTimeout(pause);
        pause = undefined;
        opened = openText(value);
        editor.updateState(begin());
        setState(editor.state);
        setExact(true);
      },
    };
    setView(editor);
    setState(editor.state);
    if (latest.current.autoFocus) {
      editor.dispatch(editor.state.tr.setSelection(Selection.atEnd(editor.state.doc)));
      editor.focus();
    }
    return () => {
      session.current?.flush();
      session.current = null;
      editor.destroy();
    };
  }, []);

  // The text was replaced elsewhere, for example by an empty one when it was sent. With each rendering: a text that is
  // reported and replaced before the next one leaves the value as it was.
  useLayoutEffect(() => session.current?.take(options.value));
  const { isReadOnly, attributes } = options;
  const shownAttributes = JSON.stringify(attributes);
  useEffect(
    () => view?.setProps({ editable: () => !isReadOnly, attributes: JSON.parse(shownAttributes) }),
    [view, isReadOnly, shownAttributes],
  );

  return {
    mount,
    view,
    state,
    isExact,
    run(command) {
      if (!view) return;
      command(view.state, view.dispatch, view);
      view.focus();
    },
    flush: () => session.current?.flush(),
  };
}

function pluginsFor(latest: RefObject<EditorOptions>): Plugin[] {
  return [
    suggesting((event) => latest.current.onKey(event)),
    typedMarkdown(),
    ...keys({
      onSubmit: () => latest.current.onSubmit(),
      onEscape: () => latest.current.onEscape(),
      onLink: () => latest.current.onLink(),
    }),
    history(),
    tableEditing(),
    dropCursor({ class: 'drop-cursor', color: false }),
    gapCursor(),
    uploadPlaces(),
    pasting((files, at) => latest.current.onFiles(files, at)),
    decorations(
      () => latest.current.placeholder,
      () => latest.current.references,
    ),
  ];
}
