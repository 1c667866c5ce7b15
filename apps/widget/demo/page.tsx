/** What the demo pages share: language and theme of the visitor, and the head of the page. */
import type { ComponentChildren } from 'preact';
import { render } from 'preact';
import './demo.css';
import { demoWords, type DemoWords } from './demo-words.ts';

export type Lang = keyof typeof demoWords;

/** `?lang=` wins, then the browser; the page's `lang` also tells the widget. */
export function showPage(Page: (props: { words: DemoWords; lang: Lang }) => ComponentChildren): void {
  const asked = new URLSearchParams(location.search).get('lang') ?? navigator.language;
  const lang: Lang = asked.toLowerCase().startsWith('fr') ? 'fr' : 'en';
  document.documentElement.lang = lang;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => (document.documentElement.dataset['theme'] = dark.matches ? 'dark' : 'light');
  follow();
  dark.addEventListener('change', follow);
  const place = document.getElementById('app');
  if (place) render(<Page words={demoWords[lang]} lang={lang} />, place);
}

export function PageHead({ words, lang, here }: { words: DemoWords; lang: Lang; here: 'shop' | 'mail' }) {
  const other: Lang = lang === 'fr' ? 'en' : 'fr';
  return (
    <header class="head">
      <a class="brand" href={`/demo?lang=${lang}`}>
        Vélorive
      </a>
      <nav aria-label={words.pages}>
        <a href={`/demo?lang=${lang}`} aria-current={here === 'shop' ? 'page' : undefined}>
          {words.shop}
        </a>
        <a href={`/demo/mail?lang=${lang}`} aria-current={here === 'mail' ? 'page' : undefined}>
          {words.sentMail}
        </a>
        <a href={`/demo/phone?lang=${lang}`}>{words.testPhone}</a>
        <a href={`?lang=${other}`} lang={other} hreflang={other} data-testid="language">
          {words.otherLanguage}
        </a>
        <a class="btn primary" href="/" target="_blank" rel="noopener" data-testid="open-console">
          {words.openConsole}
        </a>
      </nav>
    </header>
  );
}
