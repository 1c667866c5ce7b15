/** Shows a mail's HTML in a frame without scripts, as tall as what it holds. */
import { useMemo, useRef, useState } from 'react';
import type { AttachmentView } from '@lib/contracts';
import { mailDocument } from './mail-document.js';
import styleUrl from './mail-frame.css?url';

interface Props {
  html: string;
  attachments: AttachmentView[];
  title: string;
  picturesOf?: string;
}

export function MailFrame({ html, attachments, title, picturesOf }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(48);
  const page = useMemo(
    () => mailDocument({ html, attachments, origin: location.origin, styleUrl, picturesOf }),
    [html, attachments, picturesOf],
  );
  const fit = (): void => {
    const inside = frame.current?.contentDocument;
    if (!inside) return;
    const measure = (): void => setHeight(Math.min(4_000, inside.documentElement.scrollHeight));
    measure();
    new ResizeObserver(measure).observe(inside.body);
  };
  return (
    <iframe
      ref={frame}
      className="mail-frame"
      title={title}
      srcDoc={page}
      // Same origin lets us measure it; without allow-scripts nothing in it can act on that.
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      style={{ height }}
      onLoad={fit}
    />
  );
}
