/** The mail sandbox: what the contact centre has sent, each answerable as the customer would. */
import { useEffect, useState } from 'preact/hooks';
import { addressesOf, quoted, replySubject, sentMail, writeMail, type SentMail } from './demo-mail.ts';
import type { DemoWords } from './demo-words.ts';
import { PageHead, showPage, type Lang } from './page.tsx';

const LOOK_EVERY_MS = 2_000;

function SentMailPage({ words, lang }: { words: DemoWords; lang: Lang }) {
  const [mails, setMails] = useState<SentMail[] | null>(null);
  const [reachable, setReachable] = useState(true);
  useEffect(() => {
    let looking = true;
    const look = () =>
      sentMail()
        .then((found) => {
          setMails(found);
          setReachable(true);
        })
        .catch(() => setReachable(false))
        .finally(() => looking && setTimeout(look, LOOK_EVERY_MS));
    void look();
    return () => void (looking = false);
  }, []);

  return (
    <>
      <PageHead words={words} lang={lang} here="mail" />
      <main>
        <section class="hero">
          <h1>{words.sentTitle}</h1>
          <p>{words.sentIntro}</p>
        </section>
        <p class="said" role="status">
          {!reachable && words.unreachable}
        </p>
        {mails?.length === 0 && <p class="card">{words.none}</p>}
        <ol class="mails" data-testid="outbox">
          {mails?.map((mail) => (
            <li key={mail.id}>
              <Mail mail={mail} words={words} lang={lang} />
            </li>
          ))}
        </ol>
      </main>
    </>
  );
}

function Mail({ mail, words, lang }: { mail: SentMail; words: DemoWords; lang: Lang }) {
  const [replying, setReplying] = useState(false);
  const [said, setSaid] = useState('');
  const at = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(mail.at),
  );
  const [customer = ''] = addressesOf(mail.to);

  async function reply(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get('text') ?? '');
    try {
      await writeMail({
        from: customer,
        name: '',
        subject: replySubject(mail.subject),
        text: quoted(text, words.wrote(at), mail.text),
        inReplyTo: mail.messageId,
      });
      setReplying(false);
      setSaid(words.replied);
    } catch (error) {
      setSaid(`${words.mailFailed} ${error instanceof Error ? error.message : ''}`);
    }
  }

  return (
    <article class="card mail" data-testid="mail">
      <header>
        <h2>{mail.subject}</h2>
        <p class="two">
          {words.to} {addressesOf(mail.to).join(', ')} · <time dateTime={mail.at}>{at}</time>
        </p>
      </header>
      <pre>{mail.text}</pre>
      <p class="said" role="status">
        {said}
      </p>
      {replying ? (
        <form class="form" onSubmit={(event) => void reply(event)}>
          <label class="wide">
            {words.replyTo}
            <textarea name="text" rows={4} required data-testid="reply-text" />
          </label>
          <div class="actions">
            <button class="btn primary" type="submit" data-testid="reply-send">
              {words.send}
            </button>
            <button class="btn" type="button" onClick={() => setReplying(false)}>
              {words.cancel}
            </button>
          </div>
        </form>
      ) : (
        <button class="btn" type="button" onClick={() => setReplying(true)} data-testid="reply">
          {words.reply}
        </button>
      )}
    </article>
  );
}

showPage(SentMailPage);
