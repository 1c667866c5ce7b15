/** Signs what leaves the house and must come back unchanged, seals what is kept and nobody may read; one derived key per purpose. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, ConfigError, type Config } from './config.js';

const SEAL_VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

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

  /** AES-256-GCM for what must be kept and read again. `of` names its row: sealed text moved to another row does not open. */
  seal(purpose: string, text: string, of: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(`seal:${purpose}`), nonce).setAAD(Buffer.from(of));
    const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `${SEAL_VERSION}${Buffer.concat(sealed).toString('base64url')}`;
  }

  /** Null when it was sealed with another secret, for another row, or changed since. */
  unseal(purpose: string, sealed: string, of: string): string | null {
    const bytes = Buffer.from(sealed.slice(SEAL_VERSION.length), 'base64url');
    if (!sealed.startsWith(SEAL_VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
    const cipher = createDecipheriv(
      'aes-256-gcm',
      this.key(`seal:${purpose}`),
      bytes.subarray(0, NONCE_BYTES),
    );
    cipher.setAAD(Buffer.from(of)).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = [cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()];
      return Buffer.concat(text).toString('utf8');
    } catch {
      return null;
    }
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
