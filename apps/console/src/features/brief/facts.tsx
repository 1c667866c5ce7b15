/** What the customer told already and what was tried: read before asking, added to in one line, counted when asked again. */
import { useState, type FormEvent } from 'react';
import { Repeat2, X } from 'lucide-react';
import { TriedOutcome, type Brief, type Fact, type FactKind, type Ticket } from '@lib/contracts';
import { briefApi } from '../../api/brief-calls.js';
import { currentLocale, useSay } from '../../i18n.js';
import { serverNow } from '../../ui/now.js';
import { momentText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { attempt } from '../record/attempt.js';

interface Props {
  ticket: Ticket;
  brief: Brief;
}

export function Facts({ ticket, brief }: Props) {
  const say = useSay();
  const closed = ticket.status === 'closed';
  const of = (kind: FactKind): Fact[] => brief.facts.filter((fact) => fact.kind === kind);
  const [told, tried] = [of('told'), of('tried')];
  return (
    <>
      <h4 id="told-title">{say('fact.told')}</h4>
      {told.length + brief.answers.length > 0 ? (
        <ul aria-labelledby="told-title" data-testid="told">
          {told.map((fact) => (
            <OneFact key={fact.id} ticket={ticket} fact={fact} readOnly={closed} />
          ))}
          {brief.answers.map(({ fr, en, answer, by }) => (
            <li key={`${en} ${answer}`} className="fact" data-testid="answer">
              <span>
                <b>{currentLocale() === 'fr' ? fr : en}</b> {answer}
              </span>
              {by && <small>{by}</small>}
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted">{say('fact.none-told')}</p>
      )}
      <h4 id="tried-title">{say('fact.tried')}</h4>
      {tried.length > 0 ? (
        <ul aria-labelledby="tried-title" data-testid="tried">
          {tried.map((fact) => (
            <OneFact key={fact.id} ticket={ticket} fact={fact} readOnly={closed} />
          ))}
        </ul>
      ) : (
        <p className="muted">{say('fact.none-tried')}</p>
      )}
      {!closed && <Add ticket={ticket} />}
    </>
  );
}

function OneFact({ ticket, fact, readOnly }: { ticket: Ticket; fact: Fact; readOnly: boolean }) {
  const say = useSay();
  const { id, kind, text, outcome, by, at, repeats, ticketNumber } = fact;
  const fixed = readOnly || ticketNumber !== null;
  const act = (run: () => Promise<unknown>, done: string, undo: () => Promise<unknown>): void =>
    void attempt(run).then(
      (went) =>
        went &&
        showToast({ text: done, action: { label: say('common.undo'), run: () => void attempt(undo) } }),
    );
  return (
    <li className="fact" data-testid="fact">
      <span>
        {text}
        {kind === 'tried' && fixed && ` (${say(`fact.outcome-${outcome ?? 'not-known'}`)})`}
        {repeats > 0 && (
          <span className="chip warn" data-testid="fact-repeats">
            {say('fact.repeats', { count: repeats })}
          </span>
        )}
      </span>
      <small className="num">
        {[by?.name, momentText(at, serverNow()), ticketNumber].filter(Boolean).join(' · ')}
      </small>
      {!fixed && (
        <span className="acts">
          {kind === 'tried' ? (
            <select
              value={outcome ?? 'not-known'}
              aria-label={say('fact.outcome-of', { text })}
              onChange={(event) =>
                void attempt(() =>
                  briefApi.changeFact(ticket.id, id, { outcome: TriedOutcome.parse(event.target.value) }),
                )
              }
              data-testid="fact-outcome"
            >
              {TriedOutcome.options.map((one) => (
                <option key={one} value={one}>
                  {say(`fact.outcome-${one}`)}
                </option>
              ))}
            </select>
          ) : (
            <button
              type="button"
              className="btn sm ghost icon"
              aria-label={say('fact.again', { text })}
              title={say('fact.again-short')}
              onClick={() =>
                act(
                  () => briefApi.saidAgain(ticket.id, id),
                  say('fact.counted'),
                  () => briefApi.notAgain(ticket.id, id),
                )
              }
              data-testid="fact-again"
            >
              <Repeat2 className="ic" aria-hidden="true" />
            </button>
          )}
          <button
            type="button"
            className="btn sm ghost icon"
            aria-label={say('fact.remove', { text })}
            onClick={() =>
              act(
                () => briefApi.removeFact(ticket.id, id),
                say('fact.removed'),
                () => briefApi.addFact(ticket.id, { kind, text, outcome }),
              )
            }
            data-testid="fact-remove"
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </span>
      )}
    </li>
  );
}

function Add({ ticket }: { ticket: Ticket }) {
  const say = useSay();
  const [kind, setKind] = useState<FactKind>('told');
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<TriedOutcome>('did-not-help');
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const written = text.trim();
    if (written === '') return;
    const fact = { kind, text: written, outcome: kind === 'tried' ? outcome : null };
    if (await attempt(() => briefApi.addFact(ticket.id, fact))) setText('');
  }
  return (
    <form className="record-form add-fact" onSubmit={(event) => void submit(event)}>
      <select
        value={kind}
        aria-label={say('fact.kind')}
        onChange={(event) => setKind(event.target.value as FactKind)}
        data-testid="fact-kind"
      >
        <option value="told">{say('fact.add-told')}</option>
        <option value="tried">{say('fact.add-tried')}</option>
      </select>
      {kind === 'tried' && (
        <select
          value={outcome}
          aria-label={say('fact.outcome')}
          onChange={(event) => setOutcome(event.target.value as TriedOutcome)}
          data-testid="fact-new-outcome"
        >
          {TriedOutcome.options.map((one) => (
            <option key={one} value={one}>
              {say(`fact.outcome-${one}`)}
            </option>
          ))}
        </select>
      )}
      <input
        value={text}
        maxLength={1_000}
        aria-label={say(kind === 'told' ? 'fact.add-told' : 'fact.add-tried')}
        placeholder={say(kind === 'told' ? 'fact.told-hint' : 'fact.tried-hint')}
        onChange={(event) => setText(event.target.value)}
        data-testid="fact-text"
      />
      <button type="submit" className="btn sm" disabled={text.trim() === ''} data-testid="fact-add">
        {say('fact.add')}
      </button>
    </form>
  );
}
