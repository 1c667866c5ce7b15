/** Signs and checks what leaves the house and must come back unchanged; one derived key per purpose. */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, ConfigError, type Config } from './config.js';

@Injectable()
export class Secrets {
  private readonly keys = new Map<string, Buffer>();
  private readonly master: string;

  constructor(@Inject(CONFIG) config: Config) {
    if (!config.GUICHET_SECRET) throw new ConfigError(['GUICHET_SECRET: missing']);
    this.master = config.GUICHET_SECRET;
  }

  /** base64url HMAC-SHA256. */
  sign(purpose: string, text: string): string {
    return createHmac('sha256', this.key(purpose)).update(text).digest('base64url');
  }

  verify(purpose: string, text: string, mac: string): boolean {
    const expected = Buffer.from(this.sign(purpose, text));
    const given = Buffer.from(mac);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  /** A fresh random token, base64url. */
  token(bytes = 32): string {
    return randomBytes(bytes).toString('base64url');
  }

  key(purpose: string): Buffer {
    let key = this.keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.master, 'guichet', purpose, 32));
      this.keys.set(purpose, key);
    }
    return key;
  }
}
