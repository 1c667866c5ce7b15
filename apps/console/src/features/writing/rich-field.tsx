/** The field for a mail: what is formatted in it leaves as HTML, and always as plain text beside it. */
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react';
import { EditorContent, useEditor } from '@tiptap/react';
import { flushSync } from 'react-dom';
import { RichToolbar } from './rich-toolbar.js';
import { richSchema } from './rich-schema.js';
import { htmlOfLines } from './rich-lines.js';
import { htmlOf, isRich, placeOf, plainOf } from './rich-text.js';
import type { WritingField } from './writing-field.js';

export interface RichWords {
  text: string;
  html: string | null;
}

interface Props extends RichWords {
  ref: Ref<WritingField>;
  label: string;
  placeholder: string;
  onWords: (words: RichWords) => void;
  onKey: (event: KeyboardEvent<HTMLElement>) => void;
  onFiles: (files: FileList) => void;
}

export function RichField({ ref, text, html, label, placeholder, onWords, onKey, onFiles }: Props) {
  const said = useRef<RichWords>({ text, html });
  const latest = useRef({ onWords, onFiles });
  useEffect(() => {
    latest.current = { onWords, onFiles };
  });
  const editor = useEditor({
    extensions: [richSchema],
    content: html ?? htmlOfLines(text),
    // Its own style sheet would be inline, which the page's policy forbids; ours is in writing.css.
    injectCSS: false,
    editorProps: {
      attributes: {
        id: 'composer-panel',
        class: 'ta rich',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        'data-testid': 'composer-text',
      },
      handlePaste: (_view, event) => {
        const files = event.clipboardData?.files;
        // Office programs add a picture of the copied text to the text itself.
        if (!files || files.length === 0 || event.clipboardData.getData('text/plain') !== '') return false;
        latest.current.onFiles(files);
        return true;
      },
      handleDrop: (_view, event) => {
        const files = event.dataTransfer?.files;
        if (!files || files.length === 0) return false;
        event.preventDefault();
        event.stopPropagation();
        latest.current.onFiles(files);
        return true;
      },
    },
    onUpdate: ({ editor: changed }) => {
      const { doc } = changed.state;
      const words = { text: plainOf(doc).text, html: isRich(doc) ? changed.getHTML() : null };
      said.current = words;
      latest.current.onWords(words);
    },
  });
  useEffect(() => {
    if (said.current.text === text && said.current.html === html) return;
    said.current = { text, html };
    editor.commands.setContent(html ?? htmlOfLines(text), { emitUpdate: false });
  }, [editor, text, html]);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => editor.commands.focus(),
      setSelectionRange: (start, end) => {
        const plain = plainOf(editor.state.doc);
        editor.commands.setTextSelection({ from: placeOf(plain, start), to: placeOf(plain, end) });
      },
      use: ({ start, end, words, replacement }) => {
        const plain = plainOf(editor.state.doc);
        const [from, to] = [placeOf(plain, start), placeOf(plain, end)];
        if (editor.state.doc.textBetween(from, to) !== words) return true;
        flushSync(() =>
          editor
            .chain()
            .focus()
            .insertContentAt({ from, to }, { type: 'text', text: replacement ?? words })
            .run(),
        );
        return true;
      },
      mailHtml: () => (isRich(editor.state.doc) ? htmlOf(editor.state.doc) : null),
    }),
    [editor],
  );
  return (
    <div className="rich-box">
      <RichToolbar editor={editor} />
      <div
        className="rich-scroll"
        data-empty={text === '' ? placeholder : undefined}
        onKeyDownCapture={onKey}
      >
        <EditorContent editor={editor} />
      </div>
    </div>
  );
}
