/** What loader and panel agree on: the loader owns the launcher, the panel everything that opens from it. */
import type { WidgetLocale } from '../words/launcher.ts';

export interface PanelPlace {
  /** The widget's element on the host page; it carries `data-theme`. */
  host: HTMLElement;
  root: ShadowRoot;
  origin: string;
  locale: WidgetLocale;
  /** The visitor asked to close: by button or Escape. */
  onClose(): void;
  onUnread(count: number): void;
}

export interface Panel {
  show(): void;
  hide(): void;
}

export interface PanelModule {
  mount(place: PanelPlace): Promise<Panel>;
}

/** Where this browser keeps its chat with one installation. */
export const storageKey = (origin: string): string => `guichet:${origin}`;
