/** What may stand in a mail that an agent writes: bold, italics, lists, links, quotes, and nothing that a paste brings besides. */
import { StarterKit } from '@tiptap/starter-kit';

const LINK = /^(https?:\/\/|mailto:)[^\s]+$/i;

export const isLink = (address: string): boolean => LINK.test(address);

/** An address as people type it, made whole; null when it is none. */
export function linkOf(typed: string): string | null {
  const address = typed.trim();
  if (isLink(address)) return address;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(address)) return `mailto:${address}`;
  return /^[^\s:/]+\.[^\s:/]{2,}([/?#]\S*)?$/.test(address) ? `https://${address}` : null;
}

export const richSchema = StarterKit.configure({
  heading: false,
  code: false,
  codeBlock: false,
  strike: false,
  underline: false,
  horizontalRule: false,
  trailingNode: false,
  dropcursor: false,
  link: {
    openOnClick: false,
    autolink: false,
    linkOnPaste: true,
    protocols: ['http', 'https', 'mailto'],
    isAllowedUri: (address) => isLink(address),
    HTMLAttributes: { target: null, rel: null, class: null },
  },
});
