/** The field for lines: chat and notes, and a mail while the formatted field is on its way. */
import {
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type Ref,
  type RefObject,
} from 'react';
import type { WritingField } from './writing-field.js';

interface Props {
  ref: Ref<WritingField>;
  area?: RefObject<HTMLTextAreaElement | null>;
  value: string;
  label: string;
  placeholder: string;
  onText: (text: string) => void;
  onKey: (event: KeyboardEvent<HTMLElement>) => void;
  onFiles: ((files: FileList) => void) | null;
}

const TALLEST_PX = 320;

export function PlainField({ ref, area: given, value, label, placeholder, onText, onKey, onFiles }: Props) {
  const own = useRef<HTMLTextAreaElement>(null);
  const area = given ?? own;
  useImperativeHandle(
    ref,
    () => ({
      focus: () => area.current?.focus(),
      setSelectionRange: (start, end) => area.current?.setSelectionRange(start, end),
      use: () => false,
      mailHtml: () => null,
    }),
    [area],
  );
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, TALLEST_PX)}px`;
  }, [area, value]);
  return (
    <textarea
      ref={area}
      className="ta"
      rows={2}
      id="composer-panel"
      value={value}
      placeholder={placeholder}
      aria-label={label}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKey}
      onPaste={(event) => {
        if (onFiles && event.clipboardData.files.length > 0) onFiles(event.clipboardData.files);
      }}
      data-testid="composer-text"
    />
  );
}
