/** The files that go with what is written, and how far each has come. */
import { X } from 'lucide-react';
import { useSay } from '../../i18n.js';
import { sizeText } from '../../ui/time-text.js';
import type { JoinedFile } from './use-files.js';

interface Props {
  files: readonly JoinedFile[];
  onRemove: (key: string) => void;
}

export function JoinedFiles({ files, onRemove }: Props) {
  const say = useSay();
  if (files.length === 0) return null;
  return (
    <ul className="files joined" data-testid="joined-files">
      {files.map((file) => (
        <li key={file.key} className="chip" data-uploaded={file.uploaded !== null}>
          {file.uploaded ? (
            <>
              {file.name} <small className="num">{sizeText(file.size)}</small>
            </>
          ) : (
            <>
              {say('composer.uploading', { name: file.name })}
              <progress
                max={1}
                value={file.share}
                aria-label={say('composer.uploading', { name: file.name })}
              />
            </>
          )}
          <button
            type="button"
            className="plain"
            aria-label={say('composer.remove-file', { name: file.name })}
            onClick={() => onRemove(file.key)}
          >
            <X className="ic" aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
