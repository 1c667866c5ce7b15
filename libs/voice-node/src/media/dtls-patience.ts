/** Lets a connection begin over a slow way: werift's DTLS client gives up when its first hello is answered twice. */
import type { RTCDtlsTransport } from 'werift';

const HELLO_VERIFY_REQUEST = 3;

type Socket = NonNullable<RTCDtlsTransport['dtls']>;
type PatientTransport = Pick<RTCDtlsTransport, 'dtls'>;

/**
 * After half a second without an answer the client says hello again, so behind a longer way (or on a busy machine) two
 * answers come. The second one is the same as the first and must be passed over, as RFC 6347 §4.2.1 says; werift throws.
 * The socket is only made when the handshake begins, so it is met where it is put.
 */
export function passOverRepeatedHellos(transport: PatientTransport): void {
  let socket = transport.dtls;
  Object.defineProperty(transport, 'dtls', {
    configurable: true,
    enumerable: true,
    get: () => socket,
    set: (made: Socket | undefined) => {
      socket = made;
      if (made) makePatient(made);
    },
  });
}

function makePatient(socket: Socket): void {
  const handle = socket.onHandleHandshakes;
  socket.onHandleHandshakes = async (assembled) => {
    const repeated = socket.dtls.flight >= HELLO_VERIFY_REQUEST;
    const fresh = assembled.filter(
      ({ msg_type }) => !(repeated && msg_type === Number(HELLO_VERIFY_REQUEST)),
    );
    if (fresh.length > 0) await handle(fresh);
  };
}
