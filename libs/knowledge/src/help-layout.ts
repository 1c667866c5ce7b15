/** The frame of every page of the help centre: its language, its addresses, and a person one step away. */
import type { Locale } from '@lib/contracts';
import { helpWords } from './help-words.js';
import { html, type Html } from './html.js';

export interface HelpFrame {
  locale: Locale;
  title: string;
  /** Of this page in each language in which it exists; the first thing a search engine asks. */
  addresses: Partial<Record<Locale, string>>;
  publicUrl: string;
  /** Of the way to a person: says what one was reading. */
  about?: number;
  /** A page that is not there, or an answer to a press, is not to be found again. */
  unlisted?: boolean;
  script?: string;
}

export function helpPage(frame: HelpFrame, content: Html): string {
  const { locale, title, addresses, publicUrl } = frame;
  const words = helpWords[locale];
  const other: Locale = locale === 'fr' ? 'en' : 'fr';
  const absolute = (path: string): string => new URL(path, publicUrl).href;
  const own = addresses[locale];
  const person = personAddress(locale, frame.about);
  const alternates = Object.entries(addresses).map(
    ([lang, path]) => html`<link rel="alternate" hreflang="${lang}" href="${absolute(path)}" />`,
  );
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}${own === `/help/${locale}` ? null : html` · ${words.title}`}</title>
        ${frame.unlisted || !own ? html`<meta name="robots" content="noindex" />` : html`<link rel="canonical" href="${absolute(own)}" />${alternates}`}
        <link rel="icon" href="/favicon.svg" />
        <link rel="stylesheet" href="/help/style.css" />
        ${frame.script ? html`<script src="${frame.script}" async></script>` : null}
      </head>
      <body>
        <a class="skip" href="#content">${words.skip}</a>
        <header>
          <a class="home" href="/help/${locale}">${words.title}</a>
          <nav>
            <a href="${addresses[other] ?? `/help/${other}`}" lang="${other}" hreflang="${other}"
              >${words.other}</a
            >
            <a class="person" href="${person}">${words.person}</a>
          </nav>
        </header>
        <main id="content">${content}</main>
        <footer>
          <p>${words.personText}</p>
          <p><a class="person" href="${person}">${words.person}</a></p>
        </footer>
      </body>
    </html>`.text;
}

export function personAddress(locale: Locale, about?: number): string {
  return `/help/${locale}/contact${about === undefined ? '' : `?about=${about}`}`;
}

export function searchForm(locale: Locale, q: string): Html {
  const words = helpWords[locale];
  return html`<form class="search" role="search" action="/help/${locale}" method="get">
    <label for="q">${words.search}</label
    ><span
      ><input id="q" name="q" type="search" value="${q}" maxlength="200" autocomplete="off" />
      <button type="submit">${words.searchButton}</button></span
    >
  </form>`;
}
