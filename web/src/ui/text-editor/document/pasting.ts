import { Plugin } from 'prosemirror-state';
import { setLink } from './commands.ts';

const address = /^(?:https?:\/\/|mailto:)\S+$/;

/** Files that are pasted or dropped go to `onFiles`; a pasted address links the selected text. */
export function pasting(onFiles: (files: readonly File[], at: number) => void): Plugin {
  return new Plugin({
    props: {
      handlePaste(view, { clipboardData }) {
        const files = [...(clipboardData?.files ?? [])];
        // Text programs add a picture of the text to it.
        if (files.length > 0 && clipboardData?.getData('text/plain') === '') {
          onFiles(files, view.state.selection.to);
          return true;
        }
        const text = clipboardData?.getData('text/plain').trim() ?? '';
        const { empty, $from, $to } = view.state.selection;
        if (empty || !$from.sameParent($to) || $from.parent.type.spec.code || !address.test(text)) return false;
        return setLink(text)(view.state, view.dispatch);
      },
      handleDrop(view, event) {
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length === 0) return false;
        event.preventDefault();
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
        onFiles(files, place?.pos ?? view.state.selection.to);
        return true;
      },
    },
  });
}
