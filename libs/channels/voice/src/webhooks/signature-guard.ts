/** Lets only the carrier through: signature first, then the parameter names it documents. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Problem } from '@lib/contracts';
import type { FastifyRequest } from 'fastify';
import { CarrierAccount } from '../carrier/carrier-account.js';
import { VoiceUrls } from '../twiml/voice-urls.js';
import { isSigned, type WebhookBody } from './signature.js';
import { refuseUnknown } from './webhook-parameters.js';

@Injectable()
export class SignatureGuard implements CanActivate {
  constructor(
    private readonly account: CarrierAccount,
    private readonly urls: VoiceUrls,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const body = readBody(request.body);
    const header = request.headers['x-twilio-signature'];
    const signature = typeof header === 'string' ? header : undefined;
    const signed = { signature, originalUrl: request.originalUrl, body };
    const tokens = this.account.signingTokens;
    if (!this.urls.signedBases.some((base) => isSigned(signed, base, tokens)))
      throw new Problem('bad-signature');
    refuseUnknown(body);
    return true;
  }
}

/** Only flat forms are webhooks; anything else is treated as empty and so fails its signature. */
function readBody(body: unknown): WebhookBody {
  if (typeof body !== 'object' || body === null) return {};
  const flat = Object.values(body).every((value) => typeof value === 'string' || isTexts(value));
  return flat ? (body as WebhookBody) : {};
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
