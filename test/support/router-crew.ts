/** Several router services on one database, as a large house runs them: who leads is known by their log, and any may be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from './ports.js';

const READY_PATIENCE_MS = 60_000;

interface Router {
  child: ChildProcess;
  ready: boolean;
  leads: boolean;
}

export class RouterCrew {
  private readonly folder = mkdtempSync(join(tmpdir(), 'guichet-routers-'));
  private readonly routers: Router[] = [];

  constructor(
    private readonly databaseUrl: string,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {}

  /** Resolves when all of them are up and one leads. */
  async start(count: number): Promise<void> {
    const ports = await freePorts(count);
    for (const port of ports) this.routers.push(this.launch(port));
    const deadline = Date.now() + READY_PATIENCE_MS;
    while (!this.routers.every(({ ready }) => ready) || !this.leader) {
      if (Date.now() > deadline || this.routers.some(({ child }) => child.exitCode !== null))
        throw new Error('the routers did not get ready');
      await pause(20);
    }
  }

  get pids(): number[] {
    return this.routers.map(({ child }) => child.pid ?? 0);
  }

  /** The last to have said so, of those alive. */
  private get leader(): Router | undefined {
    return this.routers.findLast(({ leads, child }) => leads && child.signalCode === null);
  }

  /** Without a word, as by a power cut. */
  killLeader(): void {
    const leader = this.leader;
    if (!leader) throw new Error('nobody leads');
    leader.child.kill('SIGKILL');
  }

  /** It lives, and does nothing, until `wakeUp`. */
  freezeLeader(): { wakeUp(): void } {
    const leader = this.leader;
    if (!leader) throw new Error('nobody leads');
    leader.child.kill('SIGSTOP');
    return { wakeUp: () => void leader.child.kill('SIGCONT') };
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.routers.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        child.kill('SIGCONT');
        await once(child, 'exit');
      }),
    );
    rmSync(this.folder, { recursive: true, force: true });
  }

  private launch(port: number): Router {
    const child = spawn(process.execPath, [resolve('dist/apps/router/main.js')], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: this.databaseUrl,
        GUICHET_SECRET: 'a-secret-for-tests-only-0123456789',
        GUICHET_DATA_DIR: this.folder,
        PORT: String(port),
        LOG_LEVEL: 'info',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const router: Router = { child, ready: false, leads: false };
    child.stdout?.on('data', (piece: Buffer) => {
      const text = piece.toString();
      router.ready ||= text.includes('"msg":"ready"');
      router.leads ||= text.includes('"msg":"leads the routers"');
    });
    return router;
  }
}
