/** The provider's SDK sends everything to its own hosts; this sends the same requests to another base instead. */
import type twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type Response from 'twilio/lib/http/response.js';

type Sdk = typeof twilio;

/** A client of the given SDK whose requests go to `base` (scheme, host and port of a URL). */
export function redirectedClient(sdk: Sdk, base: string, options: RequestClient.RequestClientOptions) {
  const place = new URL(base);
  return new (class extends sdk.RequestClient {
    override request<T>(request: RequestClient.RequestOptions<T>): Promise<Response<T>> {
      const target = new URL(request.uri);
      target.protocol = place.protocol;
      target.hostname = place.hostname;
      target.port = place.port;
      return super.request<T>({ ...request, uri: target.toString() });
    }
  })(options);
}
