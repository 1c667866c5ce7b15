/** The panel's door: mounts into the loader's shadow root, with styles no host policy or sheet can touch. */
import { effect, signal } from '@preact/signals';
import tokens from '@lib/design/tokens.css?inline';
import { render } from 'preact';
import { ChatClient } from './chat-client.ts';
import type { Panel, PanelPlace } from './panel-door.ts';
import { unreadOf } from './chat-state.ts';
import css from './panel.css?inline';
import { findService } from './service-place.ts';
import { Widget } from './widget.tsx';
import { en } from '../words/en.ts';
import { fr } from '../words/fr.ts';

export async function mount({ root, origin, locale, onClose, onUnread }: PanelPlace): Promise<Panel> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(forShadow(tokens) + css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const chat = new ChatClient(await findService(origin), origin, locale);
  const shown = signal(false);
  const place = document.createElement('div');
  place.className = 'place';
  root.prepend(place);
  render(<Widget chat={chat} words={locale === 'fr' ? fr : en} shown={shown} onClose={onClose} />, place);
  effect(() => onUnread(unreadOf(chat.state.value)));
  chat.connect();
  return {
    show() {
      chat.watch(true);
      shown.value = true;
    },
    hide() {
      chat.watch(false);
      shown.value = false;
    },
  };
}

/** The tokens hang on our element instead of the page's, in pixels: the page's own root size must not scale us. */
function forShadow(sheet: string): string {
  return sheet
    .replaceAll(':root', ':host')
    .replace(/\[data-theme=["']?dark["']?\]/g, ':host([data-theme=dark])')
    .replace(/(\d*\.?\d+)rem/g, (_, size: string) => `${Number(size) * 16}px`);
}
