/** A press on a domain or a key: what the server answers takes the place of what is shown; false when it refused. */
import type { SendingDomain } from '@lib/contracts';

export type Act = (call: () => Promise<SendingDomain | null>) => Promise<boolean>;
