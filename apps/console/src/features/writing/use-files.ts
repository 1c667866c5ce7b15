/** Files joined to what is being written: uploaded at once, so that sending waits for nothing. */
import { useRef, useState } from 'react';
import type { UploadedFile } from '../../api/calls.js';
import { asRefusal, type Refusal } from '../../api/refusal.js';
import { uploadFile } from '../../api/upload.js';
import { say } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { sizeText } from '../../ui/time-text.js';
import { showToast } from '../../ui/toast.js';

export interface JoinedFile {
  key: string;
  name: string;
  size: number;
  /** Between 0 and 1. */
  share: number;
  uploaded: UploadedFile | null;
}

/** As the server has it. */
const MOST_FILES = 20;
const MOST_BYTES = 25 * 1024 * 1024;

export function useFiles() {
  const [files, setFiles] = useState<JoinedFile[]>([]);
  const calls = useRef(new Map<string, AbortController>());
  const change = (key: string, patch: Partial<JoinedFile>): void =>
    setFiles((before) => before.map((one) => (one.key === key ? { ...one, ...patch } : one)));
  const drop = (key: string): void => {
    calls.current.delete(key);
    setFiles((before) => before.filter((one) => one.key !== key));
  };
  const add = (chosen: Iterable<File>): void => {
    let room = MOST_FILES - files.length;
    for (const file of chosen) {
      if (room-- <= 0) return refuse(file, say('writing.files-most', { count: MOST_FILES }));
      if (file.size > MOST_BYTES) {
        refuse(file, say('writing.file-large', { size: sizeText(MOST_BYTES) }));
        continue;
      }
      const key = crypto.randomUUID();
      const call = new AbortController();
      calls.current.set(key, call);
      setFiles((before) => [...before, { key, name: file.name, size: file.size, share: 0, uploaded: null }]);
      uploadFile(file, (share) => change(key, { share }), call.signal).then(
        (uploaded) => change(key, { uploaded, share: 1 }),
        (error: unknown) => {
          drop(key);
          if (!call.signal.aborted) refuse(file, reasonOf(asRefusal(error)));
        },
      );
    }
  };
  const remove = (key: string): void => {
    calls.current.get(key)?.abort();
    drop(key);
  };
  return { files, add, remove, clear: () => setFiles([]), restore: setFiles };
}

/** What an upload answered, joined again to a text that was taken back. */
export const joinedOf = (uploaded: UploadedFile): JoinedFile => ({
  key: uploaded.id,
  name: uploaded.name,
  size: uploaded.size,
  share: 1,
  uploaded,
});

/** What was found is said here, while the file is at hand to be looked at. */
function reasonOf(refusal: Refusal): string {
  return refusal.code === 'attachment-infected'
    ? say('writing.file-infected', { what: refusal.detail ?? '' })
    : problemText(refusal);
}

function refuse(file: File, reason: string): void {
  showToast({ text: say('composer.upload-failed', { name: file.name, reason }), kind: 'failed' });
}
