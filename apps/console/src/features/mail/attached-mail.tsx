/** A mail that came as a file: opened in place as a letter of its own, with its files and the mails inside it. */
import { useId, useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ImageOff, Mail, MailOpen, Paperclip, ShieldAlert } from 'lucide-react';
import type { AttachedMailView, AttachmentView, InsideFile } from '@lib/contracts';
import { mailApi } from '../../api/mail-calls.js';
import { asRefusal } from '../../api/refusal.js';
import { useSay } from '../../i18n.js';
import { Failure } from '../../ui/failure.js';
import { Skeleton } from '../../ui/skeleton.js';
import { fullText, sizeText } from '../../ui/time-text.js';
import { ScanNote } from '../ticket/scan-note.js';
import { hasOutsideImages } from '../ticket/mail-document.js';
import { MailFrame } from '../ticket/mail-frame.js';
import './attached-mail.css';

interface Place {
  file: Pick<AttachmentView, 'id' | 'name' | 'scan'>;
  /** Null: the file itself; else that of a mail inside it. */
  inside: string | null;
  /** What the one to be opened is called. */
  name: string;
}

export function AttachedMail({ file, inside, name }: Place) {
  const say = useSay();
  const bodyId = useId();
  const [open, setOpen] = useState(false);
  const Icon = open ? MailOpen : Mail;
  return (
    <>
      <button
        type="button"
        className="btn sm ghost"
        aria-expanded={open}
        aria-controls={open ? bodyId : undefined}
        aria-label={say(open ? 'attached-mail.close-named' : 'attached-mail.open-named', { name })}
        onClick={() => setOpen(!open)}
        data-testid="attached-mail-open"
      >
        <Icon className="ic" aria-hidden="true" />
        {say(open ? 'attached-mail.close' : 'attached-mail.open')}
      </button>
      {open && (
        <div id={bodyId} className="attached-mail" data-testid="attached-mail" data-inside={inside ?? ''}>
          <Opened file={file} inside={inside} name={name} />
        </div>
      )}
    </>
  );
}

function Opened({ file, inside, name }: Place) {
  const { data, error, refetch } = useQuery({
    queryKey: ['attached-mail', file.id, inside, file.scan?.released ?? false],
    queryFn: ({ signal }) => mailApi.attachedMail(file.id, inside, signal),
    // What a file holds does not change.
    staleTime: Infinity,
    retry: false,
  });
  if (error) return <Failure refusal={asRefusal(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={2} />;
  return <Letter mail={data} file={file} name={name} />;
}

function Letter({ mail, file, name }: { mail: AttachedMailView; file: Place['file']; name: string }) {
  const say = useSay();
  const { html, text, subject, date } = mail;
  const people = (list: AttachedMailView['from']): string =>
    list.map((one) => (one.name ? `${one.name} <${one.address}>` : one.address)).join(', ');
  const author = mail.from[0];
  // Kept the same, so that the frame is not filled anew with every press beside it.
  const pictures = useMemo(
    () =>
      mail.files.map((one) => ({
        id: one.place,
        contentId: one.contentId,
        url: `${addressOf(file.id, one)}&inline=1`,
      })),
    [mail, file.id],
  );
  return (
    <>
      <p className="sub">{subject || say('timeline.no-subject')}</p>
      <dl>
        <Line name={say('mail.from')} value={people(mail.from) || say('attached-mail.nobody')} />
        {mail.to.length > 0 && <Line name={say('mail.to')} value={people(mail.to)} />}
        {mail.cc.length > 0 && <Line name={say('attached-mail.cc')} value={people(mail.cc)} />}
        {date !== null && <Line name={say('attached-mail.date')} value={fullText(date)} />}
      </dl>
      <p className="note-line">
        <ShieldAlert className="ic" aria-hidden="true" />
        {say('attached-mail.unchecked')}
      </p>
      {html === null ? (
        <p className="text">{text}</p>
      ) : (
        <MailFrame
          html={html}
          attachments={pictures}
          title={say('timeline.mail-frame', { name: author?.name || author?.address || name })}
          ours={false}
        />
      )}
      {html !== null && hasOutsideImages(html) && (
        <p className="note-line">
          <ImageOff className="ic" aria-hidden="true" />
          {say('attached-mail.images')}
        </p>
      )}
      <Inside files={mail.files.filter((one) => !one.inline || !one.contentId)} of={file} />
    </>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Inside({ files, of }: { files: InsideFile[]; of: Place['file'] }) {
  const say = useSay();
  const released = of.scan?.released ?? false;
  if (files.length === 0) return null;
  return (
    <ul className="files" aria-label={say('attached-mail.files')}>
      {files.map((one) =>
        one.scan.verdict === 'infected' && !released ? (
          <li key={one.place} data-testid="inside-infected">
            <b>{one.name}</b>{' '}
            <small className="warn">{say('file.infected', { what: one.scan.detail ?? '' })}</small>
          </li>
        ) : (
          <li key={one.place}>
            <a href={addressOf(of.id, one)} target="_blank" rel="noreferrer" download={one.name}>
              <Paperclip className="ic" aria-hidden="true" />
              {one.name} <small className="num">{sizeText(one.size)}</small>
            </a>
            <ScanNote scan={one.scan} />
            {one.opens && <AttachedMail file={of} inside={one.place} name={one.name} />}
          </li>
        ),
      )}
    </ul>
  );
}

const addressOf = (fileId: string, { place }: InsideFile): string =>
  `/api/attachments/${fileId}/inside?file=${place}`;
