/** Which shortcuts mean something right now: what is on screen offers its commands, a key press or the palette runs them. */
import { useEffect, useRef } from 'react';
import { createCell } from '../../rt/cell.js';
import { preferences } from '../../preferences.js';
import { shortcutFor, type ShortcutId } from './shortcuts.js';

type Run = () => void;

/** The newest offer of a command wins; earlier ones return when it goes. */
export const offered = createCell<ReadonlyMap<ShortcutId, readonly Run[]>>(new Map());

export function runCommand(id: ShortcutId): boolean {
  const run = offered.get().get(id)?.at(-1);
  run?.();
  return run !== undefined;
}

export function useCommand(id: ShortcutId, run: Run, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const call: Run = () => latest.current();
    offered.set((before) => new Map(before).set(id, [...(before.get(id) ?? []), call]));
    return () =>
      offered.set((before) => {
        const left = (before.get(id) ?? []).filter((one) => one !== call);
        const next = new Map(before);
        if (left.length > 0) next.set(id, left);
        else next.delete(id);
        return next;
      });
  }, [id, enabled]);
}

export function listenToKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const id = shortcutFor({
      key: event.key,
      ctrlKey: event.ctrlKey,
      metaKey: event.metaKey,
      altKey: event.altKey,
      altGraph: event.getModifierState('AltGraph'),
      inField: isField(event.target),
      lettersOn: preferences.get().letters,
    });
    if (!id || id === 'send' || insideModal(id)) return;
    if (runCommand(id)) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** Behind an open dialog only the offer and the microphone still listen. */
function insideModal(id: ShortcutId): boolean {
  return document.querySelector('dialog[open]') !== null && id !== 'answer' && id !== 'mute';
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select'))
  );
}
