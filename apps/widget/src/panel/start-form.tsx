/** The first words: a message, and as much about themselves as the visitor likes to say. */
import { useRef, useState } from 'preact/hooks';
import type { Person } from './chat-state.ts';
import type { ChatClient } from './chat-client.ts';
import type { Words } from '../words/words.ts';

const MAX_TEXT = 10_000;

export function StartForm({ chat, words }: { chat: ChatClient; words: Words }) {
  const person = chat.kept.value.person;
  const [faults, setFaults] = useState<{ email?: string; message?: string }>({});
  const form = useRef<HTMLFormElement>(null);

  function submit(event: Event): void {
    event.preventDefault();
    const said = new FormData(form.current ?? undefined);
    const of = (name: string) => String(said.get(name) ?? '').trim() || undefined;
    const about: Person = {
      name: of('name')?.slice(0, 200),
      email: of('email'),
      phone: of('phone')?.slice(0, 30),
    };
    const text = of('message');
    const found = faultsOf(about, text, words);
    setFaults(found);
    if (found.email ?? found.message) {
      form.current?.querySelector<HTMLElement>(found.email ? '[name=email]' : '[name=message]')?.focus();
      return;
    }
    chat.begin(about, text ?? '');
  }

  return (
    <form class="start" ref={form} onSubmit={submit} noValidate data-testid="start-form">
      <Field name="name" label={words.name} optional={words.optional} value={person.name} complete="name" />
      <Field
        name="email"
        type="email"
        label={words.email}
        optional={words.optional}
        value={person.email}
        complete="email"
        fault={faults.email}
        hint={words.emailHint}
      />
      <Field
        name="phone"
        type="tel"
        label={words.phone}
        optional={words.optional}
        value={person.phone}
        complete="tel"
      />
      <label class="field">
        <span>{words.message}</span>
        <textarea
          name="message"
          rows={3}
          required
          placeholder={words.messageHint}
          aria-invalid={faults.message ? 'true' : undefined}
          aria-describedby={faults.message ? 'fault-message' : undefined}
          data-testid="field-message"
        />
        {faults.message && (
          <small class="fault" id="fault-message" role="alert">
            {faults.message}
          </small>
        )}
      </label>
      <button class="btn primary" type="submit" data-testid="start">
        {words.start}
      </button>
    </form>
  );
}

function Field(props: {
  name: string;
  label: string;
  optional: string;
  complete: string;
  type?: 'email' | 'tel';
  value?: string;
  hint?: string;
  fault?: string;
}) {
  const { name, fault, hint } = props;
  const note = fault ?? hint;
  return (
    <label class="field">
      <span>
        {props.label} <i>{props.optional}</i>
      </span>
      <input
        name={name}
        type={props.type ?? 'text'}
        list={undefined}
        autocomplete={props.complete}
        defaultValue={props.value}
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={note ? `note-${name}` : undefined}
        data-testid={`field-${name}`}
      />
      {note && (
        <small id={`note-${name}`} class={fault ? 'fault' : ''} role={fault ? 'alert' : undefined}>
          {note}
        </small>
      )}
    </label>
  );
}

function faultsOf(
  about: Person,
  text: string | undefined,
  words: Words,
): { email?: string; message?: string } {
  return {
    email:
      about.email && !/^[\w.%+'-]+@([a-z0-9-]+\.)+[a-z]{2,}$/i.test(about.email) ? words.badEmail : undefined,
    message: !text ? words.needMessage : text.length > MAX_TEXT ? words.tooLong : undefined,
  };
}
