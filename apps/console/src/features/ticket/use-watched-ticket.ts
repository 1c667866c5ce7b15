/** Watches a ticket while it is shown, and anew when messages were moved out of it or into it: those are not told one by one. */
import { useEffect, useRef, useState } from 'react';
import type { Ticket } from '@lib/contracts';
import type { Timeline } from '@lib/realtime-client';
import { live, useLive } from '../../rt/live.js';

const MOVES = /^ticket\.(separated|merged|merge-undone|split|split-undone)(-here)?$/;

export function useWatchedTicket(ticketId: string): {
  ticket: Ticket | undefined;
  timeline: Timeline | undefined;
} {
  const [round, setRound] = useState(0);
  useEffect(() => live().watch(ticketId), [ticketId, round]);
  const ticket = useLive((state) => state.tickets.get(ticketId));
  const timeline = useLive((state) => state.timelines.get(ticketId));
  const known = useRef<number | null>(null);
  const ready = timeline?.state === 'ready';
  const parted = timeline?.items.findLast(({ data }) => MOVES.test(String(data.name)))?.seq ?? 0;
  useEffect(() => {
    if (!ready) return;
    if (known.current !== null && parted > known.current) setRound((before) => before + 1);
    known.current = parted;
  }, [ready, parted]);
  return { ticket, timeline };
}
