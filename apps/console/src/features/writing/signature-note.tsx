/** Under the field of a mail: what will stand below the words, before anything is sent, and one's own line in it. */
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Signature } from 'lucide-react';
import { OwnLine, SIGNATURE_MARK, type MailSignature } from '@lib/contracts';
import { writingApi } from '../../api/writing-calls.js';
import { useSay } from '../../i18n.js';
import { attempt } from '../../ui/attempt.js';
import { showToast } from '../../ui/toast.js';
import './signature-note.css';

const KEY = 'mail-signature';

export function SignatureNote({ ticketId }: { ticketId: string }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: [KEY, ticketId],
    queryFn: ({ signal }) => writingApi.signature(ticketId, signal),
    staleTime: 60_000,
  });
  // An answer can be written without knowing it; the house puts it there all the same.
  if (!data) return null;
  const [first = ''] = data.text.split('\n');
  return (
    <details className="signature-note" data-testid="signature-note">
      <summary>
        <Signature className="ic" aria-hidden="true" />
        {say('signature.title')}
        <span className="muted clip">{first || say('signature.none')}</span>
      </summary>
      <p className="muted" data-testid="signature-from">
        {say('signature.from', { name: data.fromName, address: data.fromAddress })}
      </p>
      {data.text !== '' && (
        <p className="lines" lang={data.locale} data-testid="signature-text">
          {SIGNATURE_MARK}
          {'\n'}
          {data.text}
        </p>
      )}
      <OwnLineForm key={JSON.stringify(data.ownLine)} signature={data} />
    </details>
  );
}

function OwnLineForm({ signature: { ownLine } }: { signature: MailSignature }) {
  const say = useSay();
  const client = useQueryClient();
  const [line, setLine] = useState(ownLine);
  const dirty = line.fr.trim() !== ownLine.fr || line.en.trim() !== ownLine.en;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void attempt(async () => {
      await writingApi.ownLine(OwnLine.parse(line));
      await client.invalidateQueries({ queryKey: [KEY] });
      showToast({ text: say('signature.saved') });
    });
  };
  return (
    <form className="own-line" onSubmit={save}>
      <fieldset>
        <legend>{say('signature.own')}</legend>
        <p className="muted">{say('signature.own-lead')}</p>
        {(['fr', 'en'] as const).map((locale) => (
          <label key={locale} className="labelled">
            <span>{say(`signature.own-${locale}`)}</span>
            <input
              value={line[locale]}
              maxLength={200}
              lang={locale}
              onChange={(event) => setLine({ ...line, [locale]: event.target.value })}
              data-testid={`own-line-${locale}`}
            />
          </label>
        ))}
      </fieldset>
      <button type="submit" className="btn sm" disabled={!dirty} data-testid="own-line-save">
        {say('common.save')}
      </button>
    </form>
  );
}
