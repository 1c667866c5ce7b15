/** Files joined to what is being written: uploaded at once, so that sending waits for nothing. */
import { useState } from 'react';
import { api, type UploadedFile } from '../../api/calls.js';
import { asRefusal } from '../../api/refusal.js';
import { say } from '../../i18n.js';
import { problemText } from '../../ui/failure.js';
import { showToast } from '../../ui/toast.js';

export interface JoinedFile {
  key: string;
  name: string;
  uploaded: UploadedFile | null;
}

export function useFiles() {
  const [files, setFiles] = useState<JoinedFile[]>([]);
  const add = (chosen: Iterable<File>): void => {
    for (const file of chosen) {
      const key = crypto.randomUUID();
      setFiles((before) => [...before, { key, name: file.name, uploaded: null }]);
      api.upload(file).then(
        (uploaded) =>
          setFiles((before) => before.map((one) => (one.key === key ? { ...one, uploaded } : one))),
        (error: unknown) => {
          setFiles((before) => before.filter((one) => one.key !== key));
          const reason = problemText(asRefusal(error));
          showToast({ text: say('composer.upload-failed', { name: file.name, reason }), kind: 'failed' });
        },
      );
    }
  };
  const remove = (key: string): void => setFiles((before) => before.filter((one) => one.key !== key));
  return { files, add, remove, clear: () => setFiles([]) };
}
