/** The demo shop: the customer's side of the contact centre, with a door for each channel. */
import { PageHead, showPage, type Lang } from './page.tsx';
import type { DemoWords } from './demo-words.ts';
import { MailForm } from './mail-form.tsx';

function Shop({ words, lang }: { words: DemoWords; lang: Lang }) {
  return (
    <>
      <PageHead words={words} lang={lang} here="shop" />
      <main>
        <section class="hero">
          <h1>{words.title}</h1>
          <p>{words.intro}</p>
          <p class="two">{words.twoWindows}</p>
        </section>
        <h2>{words.doors}</h2>
        <div class="doors">
          <button class="card door" type="button" onClick={openChat} data-testid="door-chat">
            <b>{words.chat}</b>
            <span>{words.chatText}</span>
          </button>
          <a class="card door" href="#mail" data-testid="door-mail">
            <b>{words.mail}</b>
            <span>{words.mailText}</span>
          </a>
          <a class="card door" href={`/demo/phone?lang=${lang}`} data-testid="door-phone">
            <b>{words.phone}</b>
            <span>{words.phoneText}</span>
          </a>
          <a class="card door" href={`/demo/mail?lang=${lang}`} data-testid="door-outbox">
            <b>{words.outbox}</b>
            <span>{words.outboxText}</span>
          </a>
        </div>
        <h2 id="mail">{words.mailTitle}</h2>
        <MailForm words={words} />
      </main>
    </>
  );
}

function openChat(): void {
  const launcher = document
    .querySelector('guichet-widget')
    ?.shadowRoot?.querySelector<HTMLButtonElement>('.launch');
  if (launcher?.getAttribute('aria-expanded') !== 'true') launcher?.click();
}

showPage(Shop);
// After the page knows its language, exactly as a site would embed it.
const widget = document.createElement('script');
widget.src = '/w.js';
widget.async = true;
document.head.append(widget);
