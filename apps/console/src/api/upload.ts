/** A file on its way to the server, with how much of it is there; the one call that needs more than `fetch` tells. */
import type { UploadedFile } from './calls.js';
import { Refusal, unreachable } from './refusal.js';

/** `onPart` hears shares between 0 and 1. */
export function uploadFile(
  file: File,
  onPart: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', '/api/attachments');
    call.setRequestHeader('accept', 'application/json');
    call.upload.addEventListener('progress', ({ loaded, total }) => onPart(total > 0 ? loaded / total : 0));
    call.addEventListener('load', () => {
      const body = parsed(call.responseText);
      if (call.status < 300 && body) resolve(body as unknown as UploadedFile);
      else reject(new Refusal({ status: call.status, ...body, code: String(body?.code ?? 'internal') }));
    });
    call.addEventListener('error', () => reject(unreachable()));
    call.addEventListener('abort', () => reject(new DOMException('taken back', 'AbortError')));
    signal.addEventListener('abort', () => call.abort());
    const form = new FormData();
    form.append('file', file, file.name);
    call.send(form);
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
