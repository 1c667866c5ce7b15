/** One mail of the log: who, what was concluded and why, what went wrong, its raw source, and another try. */
import { useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ban, Download, RotateCcw } from 'lucide-react';
import type { JudgedAs, MailRecord } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { api } from '../../api/calls.js';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure, showRefusal } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { fullText, sizeText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';
import { reasonText } from './spam-text.js';
import { ThreadingFinding } from './threading-finding.js';
import { StateChip } from './state-chip.js';
import { Trust } from './trust-line.js';

const verdicts: {
  key: 'auto' | 'outOfOffice' | 'bulk' | 'bounce' | 'delayed' | 'hard' | 'complaint';
  text: MessageId;
}[] = [
  { key: 'auto', text: 'mail.auto' },
  { key: 'outOfOffice', text: 'mail.out-of-office' },
  { key: 'bulk', text: 'mail.bulk' },
  { key: 'bounce', text: 'mail.bounce' },
  { key: 'delayed', text: 'mail.delayed' },
  { key: 'hard', text: 'mail.hard' },
  { key: 'complaint', text: 'mail.complaint' },
];

export function MailDetail({ mailId }: { mailId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['mail', 'one', mailId],
    queryFn: () => api.mail(mailId),
    // While it is being worked on, what becomes of it is worth watching.
    refetchInterval: ({ state }) => (state.data?.state === 'stored' ? 2_000 : false),
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={4} />;
  return <Detail mail={data} />;
}

function Detail({ mail }: { mail: MailRecord }) {
  const say = useSay();
  const people = (list: { name: string; address: string }[]): string =>
    list.map((one) => (one.name ? `${one.name} <${one.address}>` : one.address)).join(', ');
  return (
    <section className="card mail-detail" data-testid="mail-detail">
      <header>
        <h2>{mail.parsed?.subject || say('timeline.no-subject')}</h2>
        <StateChip state={mail.state} />
      </header>
      <dl className="facts-list">
        {mail.parsed && <Fact name={say('mail.from')} value={people(mail.parsed.from)} />}
        {mail.parsed && <Fact name={say('mail.to')} value={people(mail.parsed.to)} />}
        <Fact
          name={say('mail.received')}
          value={`${fullText(mail.receivedAt)} · ${say(`mail.door-${mail.door}`)} · ${sizeText(mail.size)}`}
        />
        {mail.parsed?.messageId && <Fact name={say('mail.message-id')} value={mail.parsed.messageId} />}
        {mail.error && (
          <Fact
            name={say('mail.error')}
            value={`${mail.error} (${say('mail.attempts', { count: mail.attempts })})`}
          />
        )}
        {mail.parsed && mail.parsed.attachments.length > 0 && (
          <Fact
            name={say('mail.attachments')}
            value={mail.parsed.attachments.map((one) => one.name).join(', ')}
          />
        )}
      </dl>
      {mail.trust && <Trust trust={mail.trust} />}
      <SpamFinding mail={mail} />
      {mail.threading && <ThreadingFinding threading={mail.threading} />}
      <Verdict mail={mail} />
      {mail.parsed && mail.parsed.text !== '' && <pre className="source">{mail.parsed.text}</pre>}
      <Actions mail={mail} />
      <Source mailId={mail.id} />
    </section>
  );
}

function SpamFinding({ mail: { spam } }: { mail: MailRecord }) {
  const say = useSay();
  if (!spam || (spam.reasons.length === 0 && spam.notes.length === 0)) return null;
  return (
    <>
      <p className="ver" data-testid="mail-spam-verdict" data-verdict={spam.verdict}>
        <span className={`chip ${spam.verdict === 'clear' ? '' : 'late'}`}>
          {say(`spam.verdict-${spam.verdict}`)}
        </span>
        <span className="muted">
          {say('spam.score', { score: spam.score, flagAt: spam.flagAt, holdAt: spam.holdAt })}
        </span>
      </p>
      <ul className="muted mail-reasons">
        {spam.reasons.map((reason, index) => (
          <li key={index}>{reasonText(reason, say)}</li>
        ))}
        {spam.notes.map((note) => (
          <li key={note}>{say(`spam.note-${note}`)}</li>
        ))}
      </ul>
    </>
  );
}

function Verdict({ mail }: { mail: MailRecord }) {
  const say = useSay();
  const { verdict } = mail;
  const said = verdict ? verdicts.filter(({ key }) => verdict[key]) : [];
  if (!verdict || (said.length === 0 && mail.reports.length === 0)) return null;
  return (
    <>
      <p className="ver">
        {said.map(({ key, text }) => (
          <span className="chip" key={key}>
            {say(text)}
          </span>
        ))}
      </p>
      {verdict.evidence.length > 0 && (
        <p className="muted">
          {say('mail.evidence')}: {verdict.evidence.join(' · ')}
        </p>
      )}
      {mail.reports.map((report, index) => (
        <p className="muted" key={index}>
          {say('mail.reports')}:{' '}
          {[report.recipient, report.action, report.status, report.reason].filter(Boolean).join(' · ')}
        </p>
      ))}
    </>
  );
}

function Actions({ mail }: { mail: MailRecord }) {
  const say = useSay();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  async function act(call: (mailId: string) => Promise<unknown>, done: MessageId): Promise<void> {
    setBusy(true);
    try {
      await call(mail.id);
      showToast({ text: say(done) });
      await client.invalidateQueries({ queryKey: ['mail'] });
    } catch (error) {
      showRefusal(asRefusal(error));
    } finally {
      setBusy(false);
    }
  }
  const judge = (as: JudgedAs): Promise<void> =>
    act((mailId) => mailApi.judgeMail(mailId, as), `spam.done-${as}`);
  return (
    <div className="row2">
      {mail.ticketId && (
        <Link className="btn sm" to="/work/$ticket" params={{ ticket: mail.ticketId }}>
          {say('mail.open-ticket')}
        </Link>
      )}
      {mail.state === 'quarantined' && (
        <button
          type="button"
          className="btn sm primary"
          disabled={busy}
          onClick={() => void act(api.retryMail, 'mail.retried')}
          data-testid="mail-retry"
        >
          <RotateCcw className="ic" aria-hidden="true" />
          {say('mail.retry')}
        </button>
      )}
      <Judgement mail={mail} busy={busy} onJudge={(as) => void judge(as)} />
      <a className="btn sm ghost" href={`/api/admin/mail/${mail.id}/raw`} download={`${mail.id}.eml`}>
        <Download className="ic" aria-hidden="true" />
        {say('mail.download')}
      </a>
    </div>
  );
}

/** Only administrators decide here; for others the server refuses, and says so. */
function Judgement({
  mail,
  busy,
  onJudge,
}: {
  mail: MailRecord;
  busy: boolean;
  onJudge: (as: JudgedAs) => void;
}) {
  const say = useSay();
  const press = (as: JudgedAs, text: MessageId, testId: string) => (
    <button
      type="button"
      className="btn sm ghost"
      disabled={busy}
      onClick={() => onJudge(as)}
      data-testid={testId}
    >
      {as === 'spam' && <Ban className="ic" aria-hidden="true" />}
      {say(text)}
    </button>
  );
  if (mail.state === 'stored' || mail.state === 'duplicate') return null;
  if (mail.said)
    return (
      <>
        <span className="muted">{say(`spam.said-${mail.said.as}`, { name: mail.said.by })}</span>
        {press('undecided', 'spam.take-back', 'mail-undecided')}
      </>
    );
  if (mail.state === 'suppressed') return null;
  return (
    <>
      {press('spam', 'spam.is-spam', 'mail-spam')}
      {(mail.spam?.verdict ?? 'clear') !== 'clear' && press('not-spam', 'spam.is-not', 'mail-not-spam')}
    </>
  );
}

function Source({ mailId }: { mailId: string }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['mail', 'source', mailId],
    queryFn: () => api.mailSource(mailId),
    enabled: open,
    staleTime: Infinity,
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary data-testid="mail-raw">{say('mail.raw')}</summary>
      {error && <Failure refusal={asRefusal(error)} />}
      {data !== undefined && (
        <pre className="source" tabIndex={0}>
          {data}
        </pre>
      )}
    </details>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
