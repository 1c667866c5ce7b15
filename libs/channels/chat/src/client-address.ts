/** Who is at the other end of a connection: proxies are believed only when they are ours. */
import { BlockList, isIP } from 'node:net';

export class ClientAddress {
  private readonly trusted = new BlockList();

  /** `trustProxy`: addresses and CIDR ranges of our own proxies. */
  constructor(trustProxy: readonly string[]) {
    for (const entry of trustProxy) this.trust(entry);
  }

  /** The nearest address that is not one of our proxies, reading X-Forwarded-For from its end. */
  of(remote: string | undefined, forwardedFor: string | string[] | undefined): string {
    const hops = [forwardedFor ?? []].flat().join(',').split(',').map(plain).filter(Boolean);
    let nearest = plain(remote ?? '');
    while (this.isTrusted(nearest)) {
      const next = hops.pop();
      if (!next || isIP(next) === 0) break;
      nearest = next;
    }
    return nearest || 'unknown';
  }

  private trust(entry: string): void {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address);
    if (family === 0) return;
    const kind = family === 4 ? 'ipv4' : 'ipv6';
    if (bits) this.trusted.addSubnet(address, Number(bits), kind);
    else this.trusted.addAddress(address, kind);
  }

  private isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }
}

function plain(address: string): string {
  return address.trim().replace(/^::ffff:/i, '');
}
