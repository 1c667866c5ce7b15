/** The few ways to format a mail, by pointer and by keyboard: one stop of the Tab key, the arrows inside. */
import { useRef, useState, type KeyboardEvent } from 'react';
import { useEditorState, type Editor } from '@tiptap/react';
import { Bold, Italic, Link2, List, ListOrdered, TextQuote } from 'lucide-react';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { Tip } from '../../ui/tip.js';
import { LinkForm } from './link-form.js';

interface Tool {
  id: 'bold' | 'italic' | 'bulletList' | 'orderedList' | 'blockquote' | 'link';
  icon: typeof Bold;
  name: MessageId;
}

const TOOLS: readonly Tool[] = [
  { id: 'bold', icon: Bold, name: 'writing.bold' },
  { id: 'italic', icon: Italic, name: 'writing.italic' },
  { id: 'bulletList', icon: List, name: 'writing.bullets' },
  { id: 'orderedList', icon: ListOrdered, name: 'writing.numbers' },
  { id: 'blockquote', icon: TextQuote, name: 'writing.quote' },
  { id: 'link', icon: Link2, name: 'writing.link' },
];

export function RichToolbar({ editor }: { editor: Editor }) {
  const say = useSay();
  const bar = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [linking, setLinking] = useState(false);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => TOOLS.map(({ id }) => now.isActive(id)),
  });
  const press = (id: Tool['id']): void => {
    const chain = editor.chain().focus();
    if (id === 'bold') chain.toggleBold().run();
    else if (id === 'italic') chain.toggleItalic().run();
    else if (id === 'bulletList') chain.toggleBulletList().run();
    else if (id === 'orderedList') chain.toggleOrderedList().run();
    else if (id === 'blockquote') chain.toggleBlockquote().run();
    else setLinking((open) => !open);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = (at + step + TOOLS.length) % TOOLS.length;
    setAt(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <>
      <div
        className="rich-tools"
        role="toolbar"
        aria-label={say('writing.format')}
        ref={bar}
        onKeyDown={onKey}
      >
        {TOOLS.map(({ id, icon: Icon, name }, index) => (
          <Tip key={id} text={say(name)} side="top">
            <button
              type="button"
              className="btn sm ghost icon"
              aria-label={say(name)}
              aria-pressed={on[index] ?? false}
              tabIndex={index === at ? 0 : -1}
              onFocus={() => setAt(index)}
              // The words stay marked while the pointer presses.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => press(id)}
              data-testid={`format-${id}`}
            >
              <Icon className="ic" aria-hidden="true" />
            </button>
          </Tip>
        ))}
      </div>
      {linking && <LinkForm editor={editor} onClose={() => setLinking(false)} />}
    </>
  );
}
