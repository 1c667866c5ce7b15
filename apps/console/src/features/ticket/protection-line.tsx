/** Says honestly that a mail is signed or sealed, and that nothing of it was opened or verified here. */
import { KeyRound, LockKeyhole } from 'lucide-react';
import type { TimelineItem } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';

const texts: Record<string, MessageId> = {
  signed: 'timeline.protection-signed',
  sealed: 'timeline.protection-sealed',
};
const names: Record<string, string> = { smime: 'S/MIME', pgp: 'PGP' };

export function ProtectionLine({ item }: { item: TimelineItem }) {
  const say = useSay();
  const { by, as } = (item.data.protection ?? {}) as { by?: string; as?: string };
  const text = as === undefined ? undefined : texts[as];
  const name = by === undefined ? undefined : names[by];
  if (text === undefined || name === undefined) return null;
  const Icon = as === 'sealed' ? LockKeyhole : KeyRound;
  return (
    <p className="q" data-testid="protection" data-state={as}>
      <Icon className="ic" aria-hidden="true" />
      {say(text, { name })}
    </p>
  );
}
