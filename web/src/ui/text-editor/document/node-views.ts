import type { Node } from 'prosemirror-model';
import type { EditorView, NodeView } from 'prosemirror-view';
import { linkKind } from '../../link-kind.ts';

type Place = () => number | undefined;

/** An item of a list. One with a checkbox ticks by a click. */
export function itemView(node: Node, view: EditorView, getPos: Place): NodeView {
  const dom = document.createElement('li');
  if (node.attrs['checked'] === null) {
    return { dom, contentDOM: dom, update: (next) => next.type === node.type && next.attrs['checked'] === null };
  }
  dom.className = 'task-list-item';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.contentEditable = 'false';
  const contentDOM = document.createElement('div');
  dom.append(box, contentDOM);
  const show = (item: Node) => {
    box.checked = item.attrs['checked'] === true;
    box.setAttribute('aria-label', item.firstChild?.textContent ?? '');
  };
  show(node);
  box.addEventListener('change', () => {
    const pos = getPos();
    if (pos !== undefined) view.dispatch(view.state.tr.setNodeAttribute(pos, 'checked', box.checked));
  });
  return {
    dom,
    contentDOM,
    stopEvent: ({ target }) => target === box,
    ignoreMutation: ({ target }) => !contentDOM.contains(target),
    update(next) {
      if (next.type !== node.type || next.attrs['checked'] === null) return false;
      show(next);
      return true;
    },
  };
}

/** A picture of this server; one from elsewhere is not requested and shows its name. */
export function imageView({ attrs }: Node): NodeView {
  const [src, alt] = [String(attrs['src']), String(attrs['alt'])];
  if (linkKind(src) === 'own') {
    const dom = document.createElement('img');
    Object.assign(dom, { src, alt });
    return { dom };
  }
  const dom = document.createElement('span');
  dom.className = 'reference';
  dom.textContent = alt === '' ? src : alt;
  return { dom };
}
