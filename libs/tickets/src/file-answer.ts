/** How a file of a ticket leaves us: never as a page of ours, whatever it says it is. */
import type { FileStore } from '@lib/platform';
import type { FastifyReply } from 'fastify';
import type { TicketFile } from './attachment-files.js';

/** `inline`: shown in place when it is a picture that cannot be more than one. */
export async function sendFile(
  reply: FastifyReply,
  files: FileStore,
  { sha256, name, type, size }: Pick<TicketFile, 'sha256' | 'name' | 'type' | 'size'>,
  inline: boolean,
): Promise<void> {
  const image = /^image\/(png|jpeg|gif|webp)$/.test(type);
  const sound = /^audio\/(wav|mpeg|ogg)$/.test(type);
  await reply
    .header('content-type', image || sound ? type : 'application/octet-stream')
    .header('content-length', size)
    .header('content-disposition', disposition(inline && image, name))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(files.open(sha256));
}

/** RFC 6266: a plain ASCII name and the true one; nothing of it can end the header. */
function disposition(inline: boolean, name: string): string {
  const ascii = name.replace(/[^\w.\- ]/g, '_').slice(0, 100) || 'file';
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
