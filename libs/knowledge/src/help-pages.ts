/** The pages of the help centre as text: each of them readable without a script. */
import { readArticle, type Locale } from '@lib/contracts';
import type { WaysToUs } from './ways-to-us.js';
import { helpPage, personAddress, searchForm, type HelpFrame } from './help-layout.js';
import { helpWords } from './help-words.js';
import { articleHtml, html, type Html } from './html.js';
import { addressOf, type PageLine, type PublicPage } from './public-pages.js';

type Answered = 'yes' | 'no' | 'too-many';

interface List {
  q: string;
  lines: PageLine[];
  /** From 1. */
  page: number;
  /** There is a page after this one. */
  older: boolean;
}

export function listPage(publicUrl: string, locale: Locale, { q, lines, page, older }: List): string {
  const words = helpWords[locale];
  const frame: HelpFrame = {
    locale,
    title: q ? words.found(q) : words.title,
    addresses: { fr: '/help/fr', en: '/help/en' },
    publicUrl,
    unlisted: q !== '' || page > 1,
  };
  const items = lines.map(
    (line) =>
      html`<li>
        <a href="${addressOf({ ...line, locale })}">${line.title}</a>
        <p>${line.beginning}</p>
      </li>`,
  );
  const heading = q ? (lines.length > 0 ? words.found(q) : words.nothing(q)) : words.newest;
  const none = q ? words.nothingText : words.empty;
  return helpPage(
    frame,
    html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${searchForm(locale, q)}
      <h2>${heading}</h2>
      ${
        lines.length > 0
          ? html`<ul class="articles">
              ${items}
            </ul>`
          : askInstead(locale, none)
      }
      ${leaves(locale, page, older)}`,
  );
}

function leaves(locale: Locale, page: number, older: boolean): Html | null {
  const words = helpWords[locale];
  if (page === 1 && !older) return null;
  const way = (to: number, text: string, rel: string) =>
    html`<a href="/help/${locale}${to === 1 ? '' : `?page=${to}`}" rel="${rel}">${text}</a>`;
  return html`<nav class="leaves" aria-label="${words.leaves}">
    ${page > 1 ? way(page - 1, words.newer, 'prev') : null}
    ${older ? way(page + 1, words.older, 'next') : null}
  </nav>`;
}

/** `pages`: this article in every language in which it may be read. */
export function articlePage(
  publicUrl: string,
  page: PublicPage,
  pages: PublicPage[],
  answered: Answered | null,
): string {
  const { locale, number, title } = page;
  const words = helpWords[locale];
  const updated = page.publishedAt.toISOString().slice(0, 10);
  const shown = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    page.publishedAt,
  );
  const addresses = Object.fromEntries(pages.map((one) => [one.locale, addressOf(one)]));
  return helpPage(
    { locale, title, addresses, publicUrl, about: number, unlisted: answered !== null },
    html`<p class="back"><a href="/help/${locale}">${words.back}</a></p>
      <article>
        <h1>${title}</h1>
        ${articleHtml(readArticle(page.body))}
        <p class="date">${words.updated} <time datetime="${updated}">${shown}</time></p>
      </article>
      ${answered ? answer(locale, number, answered) : question(locale, number)}`,
  );
}

export function contactPage(
  publicUrl: string,
  locale: Locale,
  ways: WaysToUs,
  about: Pick<PublicPage, 'number' | 'title'> | null,
): string {
  const words = helpWords[locale].contact;
  const addresses = { fr: '/help/fr/contact', en: '/help/en/contact' };
  const subject = about ? `?subject=${encodeURIComponent(about.title)}` : '';
  return helpPage(
    { locale, title: words.title, addresses, publicUrl, about: about?.number, script: '/w.js' },
    html`<h1>${words.title}</h1>
      <p class="lead">${words.text}</p>
      ${about ? html`<p>${words.about} <a href="${addressOf({ ...about, locale })}">${about.title}</a></p>` : null}
      <ul class="ways">
        <li>
          <h2>${words.chat}</h2>
          <p>${words.chatText}</p>
          <noscript><p>${words.noScript}</p></noscript>
        </li>
        ${
          ways.mail
            ? html`<li>
                <h2>${words.mail}</h2>
                <p><a href="mailto:${ways.mail}${subject}">${ways.mail}</a></p>
              </li>`
            : null
        }
        ${ways.phones.map(
          (phone) =>
            html`<li>
              <h2>${words.phone}</h2>
              <p><a href="tel:${phone}">${phone}</a></p>
            </li>`,
        )}
      </ul>`,
  );
}

export function missingPage(publicUrl: string, locale: Locale): string {
  const words = helpWords[locale];
  return helpPage(
    { locale, title: words.missing, addresses: {}, publicUrl, unlisted: true },
    html`<h1>${words.missing}</h1>
      <p class="lead">${words.missingText}</p>
      ${searchForm(locale, '')}${askInstead(locale, null)}`,
  );
}

/** Two forms with one button each: a press is enough, and looking changes nothing. */
function question(locale: Locale, number: number): Html {
  const words = helpWords[locale];
  const button = (says: 'yes' | 'no'): Html =>
    html`<form method="post" action="/help/${locale}/articles/${number}/answers/${says}">
      <button type="submit">${words[says]}</button>
    </form>`;
  return html`<section class="helped" aria-labelledby="helped">
    <h2 id="helped">${words.didItHelp}</h2>
    ${button('yes')}${button('no')}
  </section>`;
}

function answer(locale: Locale, number: number, answered: Answered): Html {
  const words = helpWords[locale];
  const said = { yes: words.thanks, no: words.sorry, 'too-many': words.tooMany }[answered];
  const person =
    answered === 'no'
      ? html`<p><a class="person big" href="${personAddress(locale, number)}">${words.person}</a></p>`
      : null;
  return html`<section class="helped" id="helped">
    <p role="status">${said}</p>
    ${person}
  </section>`;
}

function askInstead(locale: Locale, text: string | null): Html {
  const words = helpWords[locale];
  return html`${text === null ? null : html`<p>${text}</p>`}
    <p><a class="person big" href="${personAddress(locale)}">${words.person}</a></p>`;
}
