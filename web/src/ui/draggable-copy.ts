import { draggable } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { centerUnderPointer } from '@atlaskit/pragmatic-drag-and-drop/utils/center-under-pointer';
import { preserveOffsetOnSource } from '@atlaskit/pragmatic-drag-and-drop/utils/preserve-offset-on-source';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/utils/set-custom-native-drag-preview';
import { touchDrag } from './touch-drag.ts';

type GeneratePreview = NonNullable<Parameters<typeof draggable>[0]['onGenerateDragPreview']>;

/** Wider elements, such as rows, are shown by a narrower copy. */
const maxWidthPx = 320;

interface Dragged extends Omit<Parameters<typeof draggable>[0], 'onGenerateDragPreview'> {
  /** The classes of the copy of the element below the pointer. */
  readonly preview: string;
}

/** Makes an element draggable by mouse and by a finger that is held on it; returns what ends that. */
export function draggableCopy({ preview, ...options }: Dragged): () => void {
  const { element } = options;
  const touchPreview = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const isNarrower = width > maxWidthPx;
    return {
      copy: copyOf(element, preview),
      across: isNarrower ? maxWidthPx / 2 : clientX - left,
      down: isNarrower ? height / 2 : clientY - top,
    };
  };
  return combine(
    draggable({ ...options, onGenerateDragPreview: previewOf(element, preview) }),
    touchDrag(element, touchPreview),
  );
}

/** A copy of a dragged element below the pointer, with these classes. */
function previewOf(element: HTMLElement, className: string): GeneratePreview {
  return ({ nativeSetDragImage, location }) =>
    setCustomNativeDragPreview({
      nativeSetDragImage,
      getOffset:
        element.offsetWidth > maxWidthPx
          ? centerUnderPointer
          : preserveOffsetOnSource({ element, input: location.current.input }),
      render: ({ container }) => void container.append(copyOf(element, className)),
    });
}

function copyOf(element: HTMLElement, className: string): HTMLElement {
  const copy = element.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error('the copy of an element is one');
  copy.className = className;
  copy.removeAttribute('style');
  // Nothing may take it for the element itself.
  copy.inert = true;
  for (const name of copy.getAttributeNames())
    if (name.startsWith('data-') || name === 'draggable') copy.removeAttribute(name);
  copy.style.width = `${Math.min(element.offsetWidth, maxWidthPx)}px`;
  return copy;
}
