/** Words that another part of the screen hands over for this ticket's answer. */
import { useEffect, useRef } from 'react';
import { putText, type PutText } from '../promise/attached.js';

export function usePutText(ticketId: string, take: (put: PutText) => void): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(
    () =>
      putText.subscribe(() => {
        const put = putText.get();
        if (put?.ticketId !== ticketId) return;
        putText.set(null);
        latest.current(put);
      }),
    [ticketId],
  );
}
