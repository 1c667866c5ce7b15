/** What was attached to a mail, as the core knows it: by hash, without bytes. */
import type { AttachmentRef } from '@lib/contracts';
import type { ReadAttachment } from './reading/received-mail.js';

const MOST = 50;

export function attachmentRefs(attachments: ReadAttachment[]): AttachmentRef[] {
  return attachments.slice(0, MOST).map(({ sha256, name, type, size, contentId, inline, scan }) => ({
    sha256,
    name,
    type: type.slice(0, 255),
    size,
    contentId,
    inline,
    scan,
  }));
}
