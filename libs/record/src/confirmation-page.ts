/** The one page a customer sees of a confirmation, as HTML; everything in it is ours or was signed by us. */
import type { Question } from './confirmation.service.js';
import { confirmationPage } from './customer-words.js';

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem }
  h1 { font-size: 1.4rem }
  form { display: inline-block; margin: 0.5rem 0.75rem 0.5rem 0 }
  button { font: inherit; min-height: 3rem; padding: 0 1.25rem; border-radius: 0.5rem; border: 2px solid; cursor: pointer }
  button.yes { background: #17563f; border-color: #17563f; color: #fff }
  button.no { background: transparent; color: inherit }
  button:focus-visible { outline: 3px solid #2a6fdb; outline-offset: 2px }`;

export function pageOf({ number, locale, state }: Question, token: string): string {
  const words = confirmationPage[locale];
  const title = words.title(number);
  const button = (answer: 'yes' | 'no'): string =>
    `<form method="post" action="/confirm/${encodeURIComponent(token)}/${answer}"><button class="${answer}">${words[answer]}</button></form>`;
  const body =
    state === 'open'
      ? `<p>${words.question}</p>${button('yes')}${button('no')}`
      : `<p role="status">${words[state]}</p>`;
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}
