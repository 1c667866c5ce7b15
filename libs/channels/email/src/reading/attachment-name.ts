/** Gives every attachment a name that is safe to show and to save, and one to those that came without. */
const extensions: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/calendar': 'ics',
  'text/vcard': 'vcf',
  'application/zip': 'zip',
  'application/ms-tnef': 'dat',
};

/** Path parts, control, bidi and zero-width characters never belong to a name; what is left is judged after they are gone. */
export function safeFileName(name: string): string {
  const clean = name
    .slice(0, 2_000)
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '')
    .split(/[\\/]/)
    .pop();
  const plain = (clean ?? '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return shortened(plain);
}

export function generatedName(type: string, position: number, subject: string | undefined): string {
  if (type === 'message/rfc822')
    return `${shortened(safeFileName(subject ?? '') || `message-${position}`).slice(0, 200)}.eml`;
  const stem = type.startsWith('image/') ? 'image' : type.startsWith('text/') ? 'text' : 'attachment';
  return `${stem}-${position}.${extensions[type] ?? 'bin'}`;
}

/** Keeps the extension when cutting. */
function shortened(name: string): string {
  if (name.length <= 200) return name;
  const dot = name.lastIndexOf('.');
  const tail = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return name.slice(0, 200 - tail.length) + tail;
}
