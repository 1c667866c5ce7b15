/** Who hears how far a job on many tickets has come: who started it, on their own stream. */
import type { EventEnvelope } from '@lib/contracts';

export function isBulkProgress(event: EventEnvelope): event is EventEnvelope<'bulk-job.progressed'> {
  return event.name === 'bulk-job.progressed';
}
