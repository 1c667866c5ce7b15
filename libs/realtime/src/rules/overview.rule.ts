/** Who sees the overview of the house: supervisors and administrators, who see every queue; never agents. */
import type { EventEnvelope } from '@lib/contracts';

export const overviewStream = 'overview';

const TOUCHING =
  /^(promise|alarm|clock|offer|interaction|hand-over)\.|^ticket\.(owner-changed|status-changed|queued)$|^(queue|mailbox|call|supervision)\.changed$/;

export const touchesOverview = ({ name }: EventEnvelope): boolean => TOUCHING.test(name);
