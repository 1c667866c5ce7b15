/** The help centre: pages for everybody, made of what is public and of nothing else; no script is needed to read them. */
import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Locale, Problem } from '@lib/contracts';
import { ApiContract, CONFIG, Public, storableText, type Config } from '@lib/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HelpAnswers } from './help-answers.js';
import { articlePage, contactPage, listPage, missingPage } from './help-pages.js';
import { HELP_STYLE } from './help-style.js';
import { addressOf, PublicPages, type PublicPage } from './public-pages.js';
import { WaysToUsReader } from './ways-to-us.js';

const html = { produces: 'text/html' };
const SHOWN = 50;
/** Who leafs on further than this searches. */
const PAGES = 200;
/** Not even our own scripts: there is nothing to run. */
const NO_SCRIPTS =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

@Controller('help')
@Public()
export class HelpController {
  constructor(
    private readonly pages: PublicPages,
    private readonly answers: HelpAnswers,
    private readonly ways: WaysToUsReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiContract({ summary: 'Leads to the help centre in the reader’s language', status: 302, ...html })
  async front(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await reply.header('vary', 'accept-language').redirect(`/help/${readersLanguage(request)}`, 302);
  }

  @Get('style.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=300')
  style(): string {
    return HELP_STYLE;
  }

  @Get(':locale')
  @ApiContract({
    summary: 'Articles for everybody: the newest by the page (`page`, from 1), or those that tell of `q`',
    ...html,
  })
  async list(
    @Param('locale') locale: string,
    @Query('q') asked: unknown,
    @Query('page') leaf: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isLocale(locale)) return this.missing(request, reply);
    const q = typeof asked === 'string' ? storableText(asked).trim().slice(0, 200) : '';
    const page = q ? 1 : pageOf(leaf);
    // One more than is shown says whether there is a next page.
    const lines = q
      ? await this.pages.find(locale, q, SHOWN)
      : await this.pages.newest(locale, SHOWN + 1, (page - 1) * SHOWN);
    const older = lines.length > SHOWN && page < PAGES;
    const list = { q, lines: lines.slice(0, SHOWN), page, older };
    await show(reply, listPage(this.config.publicUrl, locale, list));
  }

  @Get(':locale/articles/:article')
  @ApiContract({ summary: 'One article for everybody; in its other language when it has only that', ...html })
  async article(
    @Param('locale') locale: string,
    @Param('article') article: string,
    @Query('answered') answered: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const pages = await this.find(article);
    const page = pages.find((one) => one.locale === locale);
    const [other] = pages;
    if (!page && other && isLocale(locale)) return reply.redirect(addressOf(other), 302);
    if (!page) return this.missing(request, reply);
    const said = answered === 'yes' || answered === 'no' || answered === 'too-many' ? answered : null;
    await show(reply, articlePage(this.config.publicUrl, page, pages, said));
  }

  @Post(':locale/articles/:article/answers/:answer')
  @HttpCode(303)
  @ApiContract({
    summary: 'Says whether it helped (`yes` or `no`); answers with the article',
    status: 303,
    ...html,
  })
  async answer(
    @Param('locale') locale: string,
    @Param('article') article: string,
    @Param('answer') answer: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const page = (await this.find(article)).find((one) => one.locale === locale);
    if (!page || (answer !== 'yes' && answer !== 'no')) return this.missing(request, reply);
    const said = await this.answers.say(page.number, page.locale, request.ip, answer === 'yes').then(
      () => answer,
      (error: unknown) => {
        if (error instanceof Problem && error.code === 'rate-limited') return 'too-many';
        throw error;
      },
    );
    await reply.redirect(`${addressOf(page)}?answered=${said}#helped`, 303);
  }

  @Get(':locale/contact')
  @ApiContract({ summary: 'How to talk to a person', ...html })
  async contact(
    @Param('locale') locale: string,
    @Query('about') about: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isLocale(locale)) return this.missing(request, reply);
    const read = typeof about === 'string' ? await this.find(about) : [];
    const page = read.find((one) => one.locale === locale) ?? null;
    // The chat lives here, so this page alone has the house's own policy.
    await send(reply, contactPage(this.config.publicUrl, locale, await this.ways.read(), page));
  }

  @Get('*')
  async missing(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const said = /^\/help\/(fr|en)\b/.exec(request.url)?.[1];
    const locale = isLocale(said) ? said : readersLanguage(request);
    await show(reply.status(404), missingPage(this.config.publicUrl, locale));
  }

  /** By what its address begins with: the words behind the number are for people. */
  private async find(article: string): Promise<PublicPage[]> {
    const number = /^(\d{1,9})(-|$)/.exec(article)?.[1];
    return number ? this.pages.byNumber(Number(number)) : [];
  }
}

/** The first for whatever is not a page. */
function pageOf(said: unknown): number {
  const page = typeof said === 'string' && /^\d{1,3}$/.test(said) ? Number(said) : 1;
  return page >= 1 && page <= PAGES ? page : 1;
}

function isLocale(said: unknown): said is Locale {
  return Locale.safeParse(said).success;
}

/** The one of ours that they name first. */
function readersLanguage(request: FastifyRequest): Locale {
  const named = (request.headers['accept-language'] ?? '').slice(0, 500).toLowerCase().split(',');
  const known = named.map((one) => one.trim().slice(0, 2)).find(isLocale);
  return known ?? 'en';
}

function show(reply: FastifyReply, page: string): Promise<void> {
  return send(reply.header('content-security-policy', NO_SCRIPTS), page);
}

async function send(reply: FastifyReply, page: string): Promise<void> {
  await reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
}
