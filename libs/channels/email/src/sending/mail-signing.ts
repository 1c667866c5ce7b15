/** With which key a mail is signed: that of its sender's domain, as it is switched on in the settings, else the one given at the start. */
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@lib/database';
import { CONFIG, Secrets, type Config } from '@lib/platform';
import { readSigningKey } from '../domains/sending-key-rows.js';

export interface SigningKey {
  domainName: string;
  keySelector: string;
  /** PEM. */
  privateKey: string;
}

@Injectable()
export class MailSigning {
  private given: Promise<SigningKey | null> | undefined;

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Undefined: it leaves unsigned. */
  async keyFor(domain: string): Promise<SigningKey | undefined> {
    const own = await readSigningKey(this.database, this.secrets, domain);
    this.given ??= this.atStart();
    return own ?? (await this.given) ?? undefined;
  }

  private async atStart(): Promise<SigningKey | null> {
    const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE } = this.config;
    if (!DKIM_DOMAIN || !DKIM_SELECTOR || !DKIM_KEY_FILE) return null;
    return {
      domainName: DKIM_DOMAIN,
      keySelector: DKIM_SELECTOR,
      privateKey: await readFile(DKIM_KEY_FILE, 'utf8'),
    };
  }
}
