/** Looks whether the ports are free before anything is started, and names the variable to change when one is not. */
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 6_000; // one that was stopped a moment ago may still be closing

export async function waitForFreePorts() {
  const host = process.env.HOST || '127.0.0.1';
  const wanted = [
    { variable: 'PORT', port: Number(process.env.PORT || 3000), host, example: 3100 },
    {
      variable: 'SMTP_IN_PORT',
      port: Number(process.env.SMTP_IN_PORT || 2525),
      host: process.env.SMTP_IN_HOST || host,
      example: 2526,
    },
  ];
  const deadline = Date.now() + PATIENCE_MS;
  for (const { variable, port, host: address, example } of wanted.filter(({ port }) => port > 0)) {
    for (let fault = await tryPort(port, address); fault; fault = await tryPort(port, address)) {
      if (fault === 'EADDRINUSE' && Date.now() < deadline) await pause(250);
      else
        throw Object.assign(new Error(describe(fault, port, address)), {
          hint: `Choose another one: ${variable}=${example} npm start`,
        });
    }
  }
}

function describe(fault, port, address) {
  if (fault === 'EADDRINUSE') return `Port ${port} is taken by another program.`;
  if (fault === 'EACCES') return `Port ${port} is reserved for the administrator of this machine.`;
  if (fault === 'EADDRNOTAVAIL' || fault === 'ENOTFOUND')
    return `This machine has no address "${address}" (HOST).`;
  return `Port ${port} on ${address} cannot be opened (${fault}).`;
}

function tryPort(port, host) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error) => done(error.code));
    probe.listen(port, host, () => probe.close(() => done(undefined)));
  });
}
