/** The one script a site embeds: shows the launcher and fetches the panel when it is wanted; asks and stores nothing before. */
import type { Panel, PanelModule } from '../panel/panel-door.ts';
import { launcherWords, type WidgetLocale } from '../words/launcher.ts';
import css from './launcher.css?inline';

const bubble =
  'M22 17a2 2 0 0 1-2 2H6.8a2 2 0 0 0-1.4.6l-2.2 2.2A.7.7 0 0 1 2 21.3V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z';
const cross = 'M18 6 6 18M6 6l12 12';
const svgSpace = 'http://www.w3.org/2000/svg';

// `currentScript` is only known while the script itself runs, not later.
const script = document.currentScript as HTMLScriptElement;
const { origin } = new URL(script.src);

function begin(): void {
  const locale = localeOf();
  const words = launcherWords[locale];
  const host = document.createElement('guichet-widget');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'launch';
  button.dataset['testid'] = 'launcher';
  button.setAttribute('aria-haspopup', 'dialog');
  const path = document.createElementNS(svgSpace, 'path');
  const icon = document.createElementNS(svgSpace, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(path);
  const label = document.createElement('span');
  const count = document.createElement('span');
  count.className = 'count';
  count.dataset['testid'] = 'unread';
  button.append(icon, label, count);
  root.append(button);

  let open = false;
  let panel: Panel | undefined;
  let loading: Promise<Panel> | undefined;
  let tries = 0;

  const draw = (text = open ? words.close : words.help) => {
    host.toggleAttribute('data-open', open);
    button.setAttribute('aria-expanded', String(open));
    path.setAttribute('d', open ? cross : bubble);
    label.textContent = text;
  };
  const load = () => (loading ??= fetchPanel());
  async function fetchPanel(): Promise<Panel> {
    const address = `${origin}/panel.js${tries ? `?${tries}` : ''}`;
    const module = (await import(/* @vite-ignore */ address)) as PanelModule;
    return (panel = await module.mount({ host, root, origin, locale, onClose: close, onUnread: showUnread }));
  }
  const toggle = async () => {
    open = !open;
    draw();
    if (!open) return panel?.hide();
    button.setAttribute('aria-busy', 'true');
    try {
      const loaded = await load();
      if (open) loaded.show();
    } catch {
      // Some browsers remember a failed module, so the next try has another address.
      tries += 1;
      loading = undefined;
      open = false;
      draw(words.unreachable);
    }
    button.removeAttribute('aria-busy');
  };
  function close(): void {
    open = false;
    draw();
    panel?.hide();
    button.focus();
  }
  function showUnread(unread: number): void {
    count.textContent = unread ? String(unread) : '';
    count.setAttribute('aria-label', unread ? `${unread} ${words.unread}` : '');
  }

  button.addEventListener('click', () => void toggle());
  followTheme(host);
  draw();
  document.body.append(host);
  if (chatIsOpen()) load().catch(() => (loading = undefined));
}

function localeOf(): WidgetLocale {
  const wanted = script.dataset['locale'] || document.documentElement.lang || navigator.language;
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/** The script's own wish, else the page's `data-theme`, else the system's; followed while the page lives. */
function followTheme(host: HTMLElement): void {
  const dark = matchMedia('(prefers-color-scheme:dark)');
  const page = document.documentElement;
  const follow = () => {
    host.dataset['theme'] =
      script.dataset['theme'] || page.dataset['theme'] || (dark.matches ? 'dark' : 'light');
  };
  follow();
  dark.addEventListener('change', follow);
  new MutationObserver(follow).observe(page, { attributeFilter: ['data-theme'] });
}

/** Only reads: a visitor who chatted before this page hears of an answer without opening. */
function chatIsOpen(): boolean {
  try {
    return !!localStorage.getItem(`guichet:${origin}`)?.includes('"open":true');
  } catch {
    return false;
  }
}

if (document.body) begin();
else addEventListener('DOMContentLoaded', begin);
