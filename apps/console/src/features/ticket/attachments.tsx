/** Files of a message, opened through the API that checks the right to see them. */
import { Paperclip } from 'lucide-react';
import { isAttachedMail, type AttachmentView } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { sizeText } from '../../ui/time-text.js';
import { AttachedMail } from '../mail/attached-mail.js';
import { InfectedFile, ReleasedFile } from './infected-file.js';
import { ScanNote } from './scan-note.js';
import './infected-file.css';

export function Attachments({ files }: { files: AttachmentView[] }) {
  const shown = files.filter((file) => !file.inline || !file.contentId);
  const say = useSay();
  if (shown.length === 0) return null;
  return (
    <ul className="files">
      {shown.map((file) =>
        file.scan?.verdict === 'infected' && !file.scan.released ? (
          <li key={file.id}>
            <InfectedFile file={file} />
          </li>
        ) : (
          <li key={file.id}>
            <a href={`/api/attachments/${file.id}`} target="_blank" rel="noreferrer" download={file.name}>
              <Paperclip className="ic" aria-hidden="true" />
              {file.name} <small className="num">{sizeText(file.size)}</small>
            </a>
            {file.scan?.verdict === 'infected' ? <ReleasedFile file={file} /> : <ScanNote scan={file.scan} />}
            {isAttachedMail(file) && <AttachedMail file={file} inside={null} name={file.name} />}
            {/^audio\/(wav|mpeg|ogg)$/.test(file.type) && (
              <audio
                controls
                preload="none"
                src={`/api/attachments/${file.id}`}
                aria-label={say('file.listen', { name: file.name })}
                data-testid="file-audio"
              />
            )}
          </li>
        ),
      )}
    </ul>
  );
}
