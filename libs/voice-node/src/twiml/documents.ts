/** Asks the account's server for TwiML, tries the fallback when that fails, and says with a code what was wrong. */
import type { Call } from '../call.js';
import { WebhookFailure, type Method, type Parameters, type Webhooks } from '../callbacks/webhooks.js';
import type { FlowEntry } from './flow.js';
import { parseXml, type XmlElement } from './xml.js';

export interface TwimlDocument {
  url: string;
  response: XmlElement;
}

export type UrlEntry = Extract<FlowEntry, { url: string }>;

export class Documents {
  constructor(private readonly webhooks: Webhooks) {}

  async fetch(call: Call, entry: UrlEntry): Promise<TwimlDocument> {
    try {
      return await this.request(call, entry.url, entry.method, entry.parameters ?? {});
    } catch (error) {
      if (!entry.fallbackUrl || !(error instanceof WebhookFailure)) throw error;
      return this.request(call, entry.fallbackUrl, entry.fallbackMethod ?? 'POST', {
        ErrorCode: String(error.code),
        ErrorUrl: entry.url,
      });
    }
  }

  /** A request whose answer is not executed, because the call has already gone elsewhere. */
  tell(call: Call, url: string, method: Method, parameters: Parameters): void {
    this.webhooks.request(url, method, { ...call.parameters(), ...parameters }).catch(() => undefined);
  }

  private async request(
    call: Call,
    url: string,
    method: Method,
    parameters: Parameters,
  ): Promise<TwimlDocument> {
    const reply = await this.webhooks.request(url, method, { ...call.parameters(), ...parameters });
    return { url, response: readTwiml(reply.body, reply.contentType) };
  }
}

export function readTwiml(body: string, contentType = 'text/xml'): XmlElement {
  if (body.trim() === '') return { name: 'Response', attributes: {}, children: [], text: '' };
  if (!/xml|text\/html|text\/plain/.test(contentType)) {
    throw new WebhookFailure(12300, `content type ${contentType} is no TwiML`);
  }
  let root: XmlElement;
  try {
    root = parseXml(body);
  } catch (error) {
    throw new WebhookFailure(12100, `document is not XML: ${String(error)}`);
  }
  if (root.name !== 'Response')
    throw new WebhookFailure(12200, `<${root.name}> stands where <Response> is expected`);
  return root;
}
