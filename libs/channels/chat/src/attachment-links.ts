/** Short-lived signed links: whoever holds one may fetch one file for ten minutes, nothing else. */
import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, Secrets, type Config } from '@lib/platform';

const LIFE_SECONDS = 600;
const purpose = 'visitor-attachment';

@Injectable()
export class AttachmentLinks {
  constructor(
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  readonly linkTo = (id: string): string => {
    const expires = this.nowSeconds() + LIFE_SECONDS;
    const mac = this.secrets.sign(purpose, `${id}:${expires}`);
    return `${this.config.CHAT_URL ?? this.config.publicUrl}/api/visitor/attachments/${id}?expires=${expires}&mac=${mac}`;
  };

  opens(id: string, expires: number, mac: string): boolean {
    const now = this.nowSeconds();
    if (expires < now || expires > now + LIFE_SECONDS) return false;
    return this.secrets.verify(purpose, `${id}:${expires}`, mac);
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1_000);
  }
}
