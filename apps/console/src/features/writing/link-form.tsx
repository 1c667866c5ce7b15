/** The address of a link, for the words that are marked or for those that it brings. */
import { useState } from 'react';
import type { Editor } from '@tiptap/react';
import { useSay } from '../../i18n.js';
import { linkOf } from './rich-schema.js';

export function LinkForm({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const say = useSay();
  const [typed, setTyped] = useState(() => String(editor.getAttributes('link').href ?? ''));
  const [wrong, setWrong] = useState(false);
  const close = (): void => {
    onClose();
    editor.commands.focus();
  };
  const apply = (): void => {
    const chain = editor.chain().focus().extendMarkRange('link');
    if (typed.trim() === '') {
      chain.unsetLink().run();
      return close();
    }
    const href = linkOf(typed);
    if (href === null) return setWrong(true);
    const bare = editor.state.selection.empty && !editor.isActive('link');
    if (bare)
      chain
        .insertContent({ type: 'text', text: typed.trim(), marks: [{ type: 'link', attrs: { href } }] })
        .run();
    else chain.setLink({ href }).run();
    close();
  };
  return (
    <div className="rich-link">
      <label htmlFor="rich-link">{say('writing.link-address')}</label>
      <input
        id="rich-link"
        value={typed}
        maxLength={2_000}
        autoFocus
        aria-invalid={wrong}
        aria-describedby={wrong ? 'rich-link-wrong' : undefined}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
          else if (event.key === 'Escape') close();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        data-testid="link-address"
      />
      <button type="button" className="btn sm" onClick={apply}>
        {say('writing.link-set')}
      </button>
      {wrong && (
        <p className="fault" role="alert" id="rich-link-wrong">
          {say('writing.link-wrong')}
        </p>
      )}
    </div>
  );
}
