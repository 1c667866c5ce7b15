/** What a control does and which key does it, on hover and focus. */
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import type { ShortcutId } from '../features/keyboard/shortcuts.js';
import { Keys } from './keys.js';

interface Props {
  text: string;
  shortcut?: ShortcutId;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactNode;
}

export function Tip({ text, shortcut, side, children }: Props) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tip" side={side ?? 'bottom'} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut && <Keys of={shortcut} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
