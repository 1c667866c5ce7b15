/** What a customer will see of an answer from this mailbox, with somebody's name, in both languages. */
import {
  SIGNATURE_MARK,
  senderNameOf,
  signatureOf,
  writingValues,
  type MailboxView,
  type WriteMailWriting,
} from '@lib/contracts';
import { useSay } from '../../i18n.js';

const NO_LINE = { fr: '', en: '' };

export function WritingPreview({ draft, mailbox }: { draft: WriteMailWriting; mailbox: MailboxView }) {
  const say = useSay();
  const values = writingValues(draft, mailbox.name, say('mail-writing.preview-agent'));
  return (
    <figure className="writing-preview" aria-labelledby="preview-title" data-testid="writing-preview">
      <figcaption id="preview-title">{say('mail-writing.preview')}</figcaption>
      <p className="from">
        <span className="muted">{say('mail-writing.preview-from')}</span> <b>{senderNameOf(draft, values)}</b>{' '}
        <span className="muted">{draft.displayAddress ?? mailbox.address}</span>
      </p>
      <div className="writing-pair">
        {(['fr', 'en'] as const).map((locale) => {
          const signature = signatureOf(draft, NO_LINE, values, locale);
          return (
            <div key={locale} lang={locale}>
              <p className="muted">{say('mail-writing.preview-words')}</p>
              {signature === '' ? (
                <p className="muted">({say('mail-writing.preview-none')})</p>
              ) : (
                <p className="lines">
                  {SIGNATURE_MARK}
                  {'\n'}
                  {signature}
                </p>
              )}
            </div>
          );
        })}
      </div>
    </figure>
  );
}
