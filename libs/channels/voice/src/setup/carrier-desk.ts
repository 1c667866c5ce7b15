/** The carrier's books as its account sees them: the account itself, its numbers and its applications, read and set. */
import { Injectable } from '@nestjs/common';
import type { Twilio } from 'twilio';
import { telephoneFields, type TelephonePlaceKind } from '@lib/contracts';
import { CarrierAccount } from '../carrier/carrier-account.js';
import { isGone } from '../carrier/carrier.js';
import { redirectedClient } from '../carrier/redirected-client.js';
import type { TelephoneSettings } from './wanted.js';

export interface BookedPlace {
  kind: TelephonePlaceKind;
  sid: string;
  name: string;
  settings: TelephoneSettings;
  /** A SIP trunk takes the calls before any address is looked at. */
  onTrunk: boolean;
}

const requestTimeoutMs = 8_000;
/** An account with more numbers than this sets the others up by hand. */
const numbersShown = 200;

@Injectable()
export class CarrierDesk {
  private connected: Promise<Twilio> | undefined;

  constructor(private readonly place: CarrierAccount) {}

  /** With the account's own token: an API key may not look at the account. Source: https://www.twilio.com/docs/iam/api-keys */
  private client(): Promise<Twilio> {
    return (this.connected ??= this.connect());
  }

  private async connect(): Promise<Twilio> {
    const { default: sdk } = await import('twilio');
    const { account, apiBase } = this.place;
    const options = { timeout: requestTimeoutMs, autoRetry: true, maxRetries: 3 };
    const httpClient = apiBase ? redirectedClient(sdk, apiBase, options) : new sdk.RequestClient(options);
    return sdk(account.accountSid, account.authToken, { httpClient });
  }

  async account(): Promise<{ name: string; status: string; type: string }> {
    const client = await this.client();
    const { friendlyName, status, type } = await client.api.v2010
      .accounts(this.place.account.accountSid)
      .fetch();
    return { name: friendlyName, status, type };
  }

  async numbers(): Promise<BookedPlace[]> {
    const client = await this.client();
    const list = await client.incomingPhoneNumbers.list({ limit: numbersShown });
    return list
      .filter(({ capabilities }) => capabilities.voice)
      .map((number) => ({
        kind: 'number' as const,
        sid: number.sid,
        name: number.phoneNumber,
        settings: settingsOf(number),
        onTrunk: Boolean(number.trunkSid),
      }));
  }

  /** The application under which consoles call out; null when the account has none of this id. */
  async application(): Promise<BookedPlace | null> {
    const client = await this.client();
    const { appSid } = this.place.account;
    try {
      const application = await client.applications(appSid).fetch();
      const settings = settingsOf(application);
      delete settings.voiceApplicationSid;
      return {
        kind: 'application',
        sid: appSid,
        name: application.friendlyName,
        settings,
        onTrunk: false,
      };
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  async set(kind: TelephonePlaceKind, sid: string, settings: TelephoneSettings): Promise<void> {
    const client = await this.client();
    if (kind === 'number') await client.incomingPhoneNumbers(sid).update(settings);
    else await client.applications(sid).update(settings);
  }
}

function settingsOf(resource: object): TelephoneSettings {
  const values = resource as Record<string, unknown>;
  return Object.fromEntries(
    telephoneFields.map((field) => {
      const value = values[field];
      return [field, typeof value === 'string' ? value : ''];
    }),
  );
}
