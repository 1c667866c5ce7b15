/** Channels are told apart by their icon. */
import { Mail, MessageSquare, Phone } from 'lucide-react';
import type { Channel } from '@lib/contracts';

const icons = { voice: Phone, email: Mail, chat: MessageSquare } as const;

export function ChannelIcon({ channel }: { channel: Channel }) {
  const Icon = icons[channel];
  return <Icon className="ic" aria-hidden="true" />;
}
