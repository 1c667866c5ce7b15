/** Shows a mail's HTML in a frame without scripts, as tall as what it holds. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { preferences } from '../../preferences.js';
import { useCell } from '../../rt/cell.js';
import { mailDocument, type FrameFile } from './mail-document.js';
import styleUrl from './mail-frame.css?url';

interface Props {
  html: string;
  attachments: FrameFile[];
  title: string;
  picturesOf?: string;
  ours: boolean;
}

export function MailFrame({ html, attachments, title, picturesOf, ours }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(48);
  const page = useMemo(
    () => mailDocument({ html, attachments, origin: location.origin, styleUrl, picturesOf, ours }),
    [html, attachments, picturesOf, ours],
  );
  const chosen = useCell(preferences);
  const paint = (): void => {
    const inside = frame.current?.contentDocument?.documentElement;
    if (inside && ours) inside.dataset.theme = document.documentElement.dataset.theme;
  };
  useEffect(paint, [chosen, ours]);
  const fit = (): void => {
    paint();
    const inside = frame.current?.contentDocument;
    if (!inside) return;
    const measure = (): void => setHeight(Math.min(4_000, inside.documentElement.scrollHeight));
    measure();
    new ResizeObserver(measure).observe(inside.body);
  };
  return (
    <iframe
      ref={frame}
      className={`mail-frame ${ours ? 'ours' : ''}`}
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
