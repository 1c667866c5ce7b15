/** Makes the token with which an agent's softphone registers: theirs alone, for an hour. */
import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Config } from '@lib/platform';
import { VoiceToken } from '@lib/contracts';
import AccessToken from 'twilio/lib/jwt/AccessToken.js';
import { agentIdentity } from '../carrier/carrier.js';
import { CarrierAccount } from '../carrier/carrier-account.js';
import { relayAccess } from './relay-access.js';

const lifeSeconds = 3_600;

@Injectable()
export class PhoneTokens {
  constructor(
    private readonly carrier: CarrierAccount,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  forAgent(agentId: string): VoiceToken {
    const { accountSid, apiKey, apiSecret, appSid } = this.carrier.account;
    const identity = agentIdentity(agentId);
    const token = new AccessToken(accountSid, apiKey, apiSecret, { identity, ttl: lifeSeconds });
    token.addGrant(new AccessToken.VoiceGrant({ incomingAllow: true, outgoingApplicationSid: appSid }));
    return {
      token: token.toJwt(),
      identity,
      edge: this.carrier.embedded ? `${new URL(this.config.publicUrl).host}/voice/edge` : null,
      expiresAt: new Date(this.clock.now().getTime() + lifeSeconds * 1_000).toISOString(),
      relay: relayAccess(this.config, identity, this.clock.now()),
    };
  }
}
