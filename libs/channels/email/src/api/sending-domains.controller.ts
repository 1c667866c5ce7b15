/** The domains our mails leave from, over HTTP: read by supervisors, set by administrators. */
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { SendingDomain, SendingDomains, SwitchKeyOn } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { SendingDomainsService } from '../domains/sending-domains.service.js';

@Controller('api/admin')
export class SendingDomainsController {
  constructor(private readonly domains: SendingDomainsService) {}

  @Get('sending-domains')
  @ApiContract({
    summary: 'Domains of our mailboxes, their signing keys and what is known of their records',
    answer: SendingDomains,
  })
  list(@CurrentAgent() agent: Principal): Promise<SendingDomains> {
    return this.domains.list(agent);
  }

  @Post('sending-domains/:domain/keys')
  @ApiContract({
    summary: 'Make a signing key; it signs nothing until it is switched on',
    answer: SendingDomain,
    status: 201,
  })
  make(@CurrentAgent() agent: Principal, @Param('domain') domain: string): Promise<SendingDomain> {
    return this.domains.makeKey(agent, domain);
  }

  @Post('sending-domains/:domain/check')
  @HttpCode(200)
  @ApiContract({ summary: 'Look its keys, SPF and DMARC up in the name service now', answer: SendingDomain })
  check(@CurrentAgent() agent: Principal, @Param('domain') domain: string): Promise<SendingDomain> {
    return this.domains.check(agent, domain);
  }

  @Post('sending-keys/:id/on')
  @HttpCode(200)
  @ApiContract({
    summary: 'Sign with this key from now on; 409 while its record was not found, unless anyway',
    body: SwitchKeyOn,
    answer: SendingDomain,
  })
  switchOn(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body(new ZodPipe(SwitchKeyOn)) body: SwitchKeyOn,
  ): Promise<SendingDomain> {
    return this.domains.switchOn(agent, id, body.anyway);
  }

  @Post('sending-keys/:id/off')
  @HttpCode(200)
  @ApiContract({ summary: 'Sign no more with this key', answer: SendingDomain })
  switchOff(
    @CurrentAgent() agent: Principal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<SendingDomain> {
    return this.domains.switchOff(agent, id);
  }

  @Delete('sending-keys/:id')
  @HttpCode(204)
  @ApiContract({ summary: 'Remove a key that signs nothing, for good', status: 204 })
  remove(@CurrentAgent() agent: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.domains.remove(agent, id);
  }
}
