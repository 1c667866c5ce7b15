/** Writes a mail as a customer: it really travels by SMTP into the support mailbox. */
import { useState } from 'preact/hooks';
import { writeMail } from './demo-mail.ts';
import type { DemoWords } from './demo-words.ts';

type Outcome = { state: 'idle' | 'sending' | 'gone' } | { state: 'failed'; reason: string };

export function MailForm({ words }: { words: DemoWords }) {
  const [outcome, setOutcome] = useState<Outcome>({ state: 'idle' });

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    const of = (name: string) => String(said.get(name) ?? '');
    setOutcome({ state: 'sending' });
    try {
      await writeMail({ from: of('from'), name: of('name'), subject: of('subject'), text: of('text') });
      setOutcome({ state: 'gone' });
    } catch (error) {
      setOutcome({ state: 'failed', reason: error instanceof Error ? error.message : '' });
    }
  }

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} data-testid="mail-form">
      <label>
        {words.yourName}
        <input name="name" defaultValue={words.exampleName} required autocomplete="name" />
      </label>
      <label>
        {words.yourAddress}
        <input
          type="email"
          list={undefined}
          name="from"
          defaultValue="sophie@velorive.test"
          required
          autocomplete="email"
        />
      </label>
      <label class="wide">
        {words.subject}
        <input name="subject" defaultValue={words.exampleSubject} required />
      </label>
      <label class="wide">
        {words.message}
        <textarea name="text" rows={6} defaultValue={words.exampleText} required />
      </label>
      <p class="wide said" role="status" data-testid="mail-outcome">
        {outcome.state === 'gone' && words.mailGone}
        {outcome.state === 'failed' && `${words.mailFailed} ${outcome.reason}`}
      </p>
      <button
        class="btn primary"
        type="submit"
        disabled={outcome.state === 'sending'}
        data-testid="mail-send"
      >
        {outcome.state === 'sending' ? words.sending : words.send}
      </button>
    </form>
  );
}
