import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { schema } from '../markdown/schema.ts';

type Change =
  | { readonly add: { readonly id: object; readonly at: number; readonly dom: HTMLElement } }
  | { readonly remove: object };

const key = new PluginKey<DecorationSet>('uploads');

/** Keeps the places of files that are being uploaded, while the text around them changes. */
export const uploadPlaces = () =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, before) {
        const mapped = before.map(transaction.mapping, transaction.doc);
        const change = transaction.getMeta(key) as Change | undefined;
        if (!change) return mapped;
        if ('add' in change) {
          const { id, at, dom } = change.add;
          return mapped.add(transaction.doc, [Decoration.widget(at, dom, { id, ignoreSelection: true })]);
        }
        return mapped.remove(mapped.find(undefined, undefined, (spec) => spec['id'] === change.remove));
      },
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });

interface Uploading {
  readonly upload: (file: File, onProgress: (part: number) => void) => Promise<string>;
  readonly label: string;
  /** The file is stored, but its text is no longer being edited. */
  readonly onApart: () => void;
  readonly onFailed: (file: File, error: unknown) => void;
}

/**
 * Uploads a file to where the caret is or `at`, with a preview and its progress; afterwards the text shows it.
 * @returns whether it does.
 */
export async function uploadInto(view: EditorView, file: File, at: number, uploading: Uploading): Promise<boolean> {
  const { upload, label, onApart, onFailed } = uploading;
  const id = {};
  const isPicture = file.type.startsWith('image/');
  const { dom, setProgress, release } = previewOf(file, isPicture, label);
  view.dispatch(view.state.tr.setMeta(key, { add: { id, at, dom } } satisfies Change));
  try {
    const src = await upload(file, setProgress);
    if (view.isDestroyed) {
      onApart();
      return false;
    }
    const place = key.getState(view.state)?.find(undefined, undefined, (spec) => spec['id'] === id)[0]?.from;
    const node = isPicture
      ? schema.nodes.image.create({ src, alt: file.name })
      : schema.text(file.name, [schema.marks.link.create({ href: src })]);
    const transaction = view.state.tr.setMeta(key, { remove: id } satisfies Change);
    // Without its place, the text was replaced meanwhile.
    const $at = transaction.doc.resolve(place ?? transaction.doc.content.size);
    const { inlineContent, type } = $at.parent;
    if (inlineContent && !type.spec.code) transaction.insert($at.pos, node);
    else transaction.insert($at.depth > 0 ? $at.after() : $at.pos, schema.nodes.paragraph.create(null, node));
    view.dispatch(transaction);
    return true;
  } catch (error) {
    view.dispatch(view.state.tr.setMeta(key, { remove: id } satisfies Change));
    onFailed(file, error);
    return false;
  } finally {
    release();
  }
}

function previewOf(file: File, isPicture: boolean, label: string) {
  const dom = document.createElement('span');
  dom.className = 'upload-preview';
  const address = isPicture ? URL.createObjectURL(file) : null;
  if (address !== null) {
    const picture = document.createElement('img');
    Object.assign(picture, { src: address, alt: '' });
    dom.append(picture);
  }
  const progress = document.createElement('progress');
  progress.className = 'progress';
  progress.max = 1;
  progress.value = 0;
  progress.setAttribute('aria-label', label);
  dom.append(progress);
  return {
    dom,
    setProgress: (part: number) => {
      progress.value = part;
    },
    release: () => address !== null && URL.revokeObjectURL(address),
  };
}
