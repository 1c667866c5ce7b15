/** The HTML of a mail in its frame, and the question whether pictures from outside may be fetched for it. */
import { useEffect, useState } from 'react';
import { ImageOff } from 'lucide-react';
import type { TimelineItem } from '@lib/contracts';
import { useSay } from '../../i18n.js';
import { useCell } from '../../rt/cell.js';
import { hasOutsideImages } from './mail-document.js';
import { MailFrame } from './mail-frame.js';
import { readWelcomeSenders, sayWelcome, senderOf, welcomeSenders } from './outside-images.js';

export function MailBody({ item, html, name }: { item: TimelineItem; html: string; name: string }) {
  const say = useSay();
  const [asked, setAsked] = useState(false);
  const senders = useCell(welcomeSenders);
  const sender = senderOf(item);
  const outside = hasOutsideImages(html);
  useEffect(() => {
    if (outside) void readWelcomeSenders();
  }, [outside]);
  const always = sender !== null && senders.includes(sender);
  const shown = asked || always;
  return (
    <>
      <MailFrame
        html={html}
        attachments={item.attachments}
        title={say('timeline.mail-frame', { name })}
        picturesOf={shown ? item.id : undefined}
        ours={item.direction === 'out'}
      />
      {outside && (
        <p className="q outside-images" role="status" data-testid="outside-images">
          <ImageOff className="ic" aria-hidden="true" />
          {say(
            always ? 'timeline.images-always' : shown ? 'timeline.images-fetched' : 'timeline.images-blocked',
          )}
          {!shown && (
            <button type="button" className="btn sm" onClick={() => setAsked(true)} data-testid="images-show">
              {say('timeline.images-show')}
            </button>
          )}
          {sender !== null && (
            <button
              type="button"
              className="btn sm ghost"
              onClick={() => void sayWelcome(sender, !always)}
              data-testid="images-always"
            >
              {say(always ? 'timeline.images-no-longer' : 'timeline.images-from', { name })}
            </button>
          )}
        </p>
      )}
    </>
  );
}
