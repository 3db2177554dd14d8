import type { draggable } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { centerUnderPointer } from '@atlaskit/pragmatic-drag-and-drop/utils/center-under-pointer';
import { preserveOffsetOnSource } from '@atlaskit/pragmatic-drag-and-drop/utils/preserve-offset-on-source';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/utils/set-custom-native-drag-preview';

type GeneratePreview = NonNullable<Parameters<typeof draggable>[0]['onGenerateDragPreview']>;

/** Wider elements, such as rows, are shown by a narrower copy. */
const maxWidthPx = 320;

/** A copy of a dragged element below the pointer, with these classes. */
export function previewOf(element: HTMLElement, className: string): GeneratePreview {
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
  copy.style.width = `${Math.min(element.offsetWidth, maxWidthPx)}px`;
  return copy;
}
