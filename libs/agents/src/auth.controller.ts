/** Logging in and out, and who I am. */
import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { Login, LoginAnswer, MeView } from '@lib/contracts';
import {
  ApiContract,
  CONFIG,
  CurrentAgent,
  Public,
  SESSION_COOKIE,
  ZodPipe,
  type Config,
  type Principal,
} from '@lib/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentReader } from './agent-reader.js';
import { Sessions } from './sessions.js';

@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly sessions: Sessions,
    private readonly reader: AgentReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiContract({ summary: 'Log in', body: Login, answer: LoginAnswer })
  async logIn(
    @Body(new ZodPipe(Login)) body: Login,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoginAnswer> {
    const session = await this.sessions.logIn(body.email, body.password, request.ip);
    const secure = this.config.publicUrl.startsWith('https:') ? '; Secure' : '';
    const seconds = Math.floor((session.expiresAt.getTime() - Date.now()) / 1000);
    void reply.header(
      'set-cookie',
      `${SESSION_COOKIE}=${session.token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}${secure}`,
    );
    const agent = await this.reader.me(session.agentId);
    return { accessToken: session.token, expiresAt: session.expiresAt.toISOString(), agent };
  }

  @Post('logout')
  @HttpCode(204)
  @ApiContract({ summary: 'End this session', status: 204 })
  async logOut(
    @CurrentAgent() agent: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(agent.sessionId);
    void reply.header('set-cookie', `${SESSION_COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`);
  }

  @Get('me')
  @ApiContract({ summary: 'The agent of this session, with abilities', answer: MeView })
  me(@CurrentAgent() agent: Principal): Promise<MeView> {
    return this.reader.me(agent.agentId);
  }
}
