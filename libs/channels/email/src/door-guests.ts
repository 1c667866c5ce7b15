/** How many lines each strange computer may hold open at the mail doors, so that one cannot take the places of all others. */
export class DoorGuests {
  private readonly lines = new Map<string, number>();
  private readonly addressOf = new Map<string, string>();

  constructor(private readonly mostPerAddress: number) {}

  /** False when this address has its share. This machine itself is not counted: a mail server in front of us lives here. */
  enter(line: string, address: string): boolean {
    if (isThisMachine(address)) return true;
    const open = this.lines.get(address) ?? 0;
    if (open >= this.mostPerAddress) return false;
    this.lines.set(address, open + 1);
    this.addressOf.set(line, address);
    return true;
  }

  /** A line that was never let in holds nothing; the package tells of its end all the same. */
  leave(line: string): void {
    const address = this.addressOf.get(line);
    if (address === undefined || !this.addressOf.delete(line)) return;
    const left = (this.lines.get(address) ?? 0) - 1;
    if (left > 0) this.lines.set(address, left);
    else this.lines.delete(address);
  }
}

/** As sockets name it, IPv4 inside IPv6 included. */
function isThisMachine(address: string): boolean {
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.');
}
