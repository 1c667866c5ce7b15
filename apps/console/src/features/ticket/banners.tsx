/** What has to be known before the thread is read: each banner shows itself only when it has something to say. */
import type { ReactNode } from 'react';
import type { MeView, Ticket, TimelineItem } from '@lib/contracts';
import { PendingHandOver } from '../hand-over/pending-hand-over.js';
import { StandInBanners } from '../stand-in/stand-in-banners.js';
import { BouncedBanner } from './bounced-banner.js';
import { PromiseBanner } from '../promise/promise-banner.js';
import { MergedBanner } from '../relations/merged-banner.js';
import { UnderstoodBanner } from '../record/understood-banner.js';
import { SwarmBanner } from '../swarm/swarm-notice.js';
import { LoopBanner } from '../mail/loop-banner.js';
import { ReturnedBanner } from '../mail/returned-banner.js';
import { MovedCallBanner } from '../voice/moved-call.js';
import { IdentityBanner } from './identity-banner.js';

export interface TicketBannerProps {
  ticket: Ticket;
  items: readonly TimelineItem[];
  me: MeView;
}

const BANNERS: readonly ((props: TicketBannerProps) => ReactNode)[] = [
  MergedBanner,
  HandOver,
  MovedCallBanner,
  SwarmBanner,
  StandInBanners,
  BouncedBanner,
  PromiseBanner,
  IdentityBanner,
  ReturnedBanner,
  LoopBanner,
  UnderstoodBanner,
];

export function TicketBanners(props: TicketBannerProps) {
  return BANNERS.map((Banner) => <Banner key={Banner.name} {...props} />);
}

function HandOver({ ticket, me }: TicketBannerProps) {
  return ticket.handOver && <PendingHandOver ticket={ticket} handOver={ticket.handOver} me={me} />;
}
