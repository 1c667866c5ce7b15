/** The mail servers of customers before the SMTP door: they say their part as servers do, in as few words, and count what was taken. */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const LINES = 8;

/** Sends them over eight lines at once. Resolves when the door has said 250 to every one; throws what else it says. */
export async function sendAll(port: number, letters: readonly Buffer[]): Promise<void> {
  const next = letters.values();
  await Promise.all(Array.from({ length: LINES }, () => sendOn(connect(port, '127.0.0.1'), next)));
}

async function sendOn(socket: Socket, letters: Iterator<Buffer>): Promise<void> {
  socket.setNoDelay(true);
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const heard = async (wanted: number): Promise<void> => {
    for (;;) {
      const { value, done } = await answers.next();
      if (done) throw new Error('the mail door hung up');
      if (!value.startsWith(String(wanted))) throw new Error(`the mail door said: ${value}`);
      if (value[3] !== '-') return;
    }
  };
  await heard(220);
  socket.write('EHLO mx.example.net\r\n');
  await heard(250);
  for (let one = letters.next(); !one.done; one = letters.next()) {
    // As servers do where the door offers PIPELINING (RFC 2920).
    socket.write('MAIL FROM:<sender@example.org>\r\nRCPT TO:<support@guichet.test>\r\nDATA\r\n');
    await heard(250);
    await heard(250);
    await heard(354);
    socket.write(Buffer.concat([stuffed(one.value), Buffer.from('\r\n.\r\n')]));
    await heard(250);
  }
  socket.end('QUIT\r\n');
}

/** A line of a dot alone would end the letter. */
function stuffed(letter: Buffer): Buffer {
  return letter.includes('\n.')
    ? Buffer.from(letter.toString('latin1').replace(/\n\./g, '\n..'), 'latin1')
    : letter;
}
