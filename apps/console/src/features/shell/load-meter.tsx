/** My load by channel: what I have in hand of what I may have at once. */
import { Fragment } from 'react';
import type { Channel, MeView } from '@lib/contracts';
import type { MessageId } from '@lib/design';
import { useSay } from '../../i18n.js';
import { ChannelIcon } from '../../ui/channel-icon.js';

const channels: { channel: Channel; label: MessageId }[] = [
  { channel: 'voice', label: 'top.load-voice' },
  { channel: 'chat', label: 'top.load-chat' },
  { channel: 'email', label: 'top.load-email' },
];

export function LoadMeter({ me }: { me: MeView }) {
  const say = useSay();
  return (
    <ul className="cap num" aria-label={say('top.load')} data-testid="load-meter">
      {channels.map(({ channel, label }) => {
        const { used, max } = me.load[channel];
        return (
          <Fragment key={channel}>
            {max > 0 && (
              <li>
                <span aria-hidden="true" className="cap-one">
                  <ChannelIcon channel={channel} />
                  <span>
                    <b>{used}</b>/{max}
                  </span>
                </span>
                <span className="sr">{say(label, { used, max })}</span>
              </li>
            )}
          </Fragment>
        );
      })}
    </ul>
  );
}
