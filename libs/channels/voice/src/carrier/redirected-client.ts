/** The provider's SDK sends everything to its own hosts; this sends the same requests to another base instead. */
import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type Response from 'twilio/lib/http/response.js';

export class RedirectedClient extends twilio.RequestClient {
  private readonly base: URL;

  constructor(base: string, options: RequestClient.RequestClientOptions) {
    super(options);
    this.base = new URL(base);
  }

  override request<T>(options: RequestClient.RequestOptions<T>): Promise<Response<T>> {
    const target = new URL(options.uri);
    target.protocol = this.base.protocol;
    target.hostname = this.base.hostname;
    target.port = this.base.port;
    return super.request<T>({ ...options, uri: target.toString() });
  }
}
