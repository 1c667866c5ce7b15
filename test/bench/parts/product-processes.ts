/** What the product's own processes use: services, carrier and database, each by its name; the load is none of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { databaseCpuUs, databasePids, memoryMb, processCpuUs } from './processor-time.js';

export type ProductPart = 'services' | 'carrier' | 'database';

export class ProductProcesses {
  readonly parts: ProductPart[] = ['services', 'carrier', 'database'];
  private readonly carrierPid: number;

  /** `cluster`: where the database keeps its files. Throws where processes cannot be seen. */
  constructor(
    private readonly servicesPid: number,
    private readonly cluster: string,
  ) {
    this.carrierPid = carrierOf(servicesPid);
  }

  /** Microseconds of processor time since it began. */
  cpuUs(part: ProductPart): number {
    if (part === 'database') return databaseCpuUs(this.cluster) ?? Number.NaN;
    const cpu = processCpuUs(part === 'carrier' ? this.carrierPid : this.servicesPid);
    return cpu ? cpu.mainThread + cpu.otherThreads : Number.NaN;
  }

  /** Megabytes, each shared page counted once. */
  memoryMb(part: ProductPart): number {
    const pids = {
      services: () => [String(this.servicesPid)],
      carrier: () => [String(this.carrierPid)],
      database: () => databasePids(this.cluster),
    };
    return memoryMb(pids[part]()) ?? Number.NaN;
  }
}

function carrierOf(parent: number): number {
  const found = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const itsParent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return itsParent === String(parent) && command.includes('voice-node');
    } catch {
      return false; // it ended meanwhile
    }
  });
  if (!found) throw new Error('the carrier has no process');
  return Number(found);
}
