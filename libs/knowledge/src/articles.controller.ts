/** Articles over HTTP, for agents; customers have the pages of the help centre. */
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  AddArticle,
  Article,
  ArticleDraft,
  ArticlePage,
  ArticleQuery,
  ArticleVersions,
  CustomerArticle,
  CustomerArticleQuery,
  Problem,
  WriteArticle,
} from '@lib/contracts';
import { ApiContract, CurrentAgent, versionIn, ZodPipe, type Principal } from '@lib/platform';
import { ArticleBook } from './article-book.js';
import { ArticleDrafts } from './article-draft.js';
import { ArticleReader } from './article-reader.js';
import { PublicPages } from './public-pages.js';

@Controller('api')
export class ArticlesController {
  constructor(
    private readonly book: ArticleBook,
    private readonly reader: ArticleReader,
    private readonly pages: PublicPages,
    private readonly drafts: ArticleDrafts,
  ) {}

  @Get('articles')
  @ApiContract({
    summary: 'Articles by filter and words, last changed first',
    query: ArticleQuery,
    answer: ArticlePage,
  })
  list(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(ArticleQuery)) query: ArticleQuery,
  ): Promise<ArticlePage> {
    return this.reader.list(agent, query);
  }

  @Post('articles')
  @ApiContract({ summary: 'Write a draft', body: AddArticle, answer: Article, status: 201 })
  async add(
    @CurrentAgent() agent: Principal,
    @Body(new ZodPipe(AddArticle)) body: AddArticle,
  ): Promise<Article> {
    return this.reader.one(agent, await this.book.add(agent, body));
  }

  @Get('articles/:id')
  @ApiContract({ summary: 'One article, as it is written and as it is published', answer: Article })
  one(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<Article> {
    return this.reader.one(agent, id);
  }

  @Put('articles/:id')
  @ApiContract({
    summary: 'Write on an article (If-Match); what is read stays as published',
    body: WriteArticle,
    answer: Article,
  })
  async change(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
    @Body(new ZodPipe(WriteArticle)) body: WriteArticle,
  ): Promise<Article> {
    await this.book.change(agent, id, versionIn(version), body);
    return this.reader.one(agent, id);
  }

  @Post('articles/:id/publish')
  @HttpCode(200)
  @ApiContract({
    summary: 'From now on read as it is written (If-Match); supervisors and admins',
    answer: Article,
  })
  async publish(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
  ): Promise<Article> {
    await this.book.publish(agent, id, versionIn(version));
    return this.reader.one(agent, id);
  }

  @Post('articles/:id/archive')
  @HttpCode(200)
  @ApiContract({
    summary: 'Nobody reads it any more (If-Match); agents archive drafts of their own',
    answer: Article,
  })
  async archive(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Headers('if-match') version: string | undefined,
  ): Promise<Article> {
    await this.book.archive(agent, id, versionIn(version));
    return this.reader.one(agent, id);
  }

  @Get('articles/:id/versions')
  @ApiContract({ summary: 'What became of it, newest first', answer: ArticleVersions })
  versions(@Param('id') id: string): Promise<ArticleVersions> {
    return this.reader.versions(id);
  }

  @Post('articles/:id/versions/:version/restore')
  @HttpCode(200)
  @ApiContract({ summary: 'All of it as it was after that version (If-Match)', answer: Article })
  async restore(
    @CurrentAgent() agent: Principal,
    @Param('id') id: string,
    @Param('version') to: string,
    @Headers('if-match') version: string | undefined,
  ): Promise<Article> {
    if (!/^\d{1,9}$/.test(to)) throw new Problem('not-found');
    await this.book.restore(agent, id, versionIn(version), Number(to));
    return this.reader.one(agent, id);
  }

  @Get('articles/:id/customer-text')
  @ApiContract({
    summary: 'What an answer to a customer may take of it: its public page; 409 when there is none',
    query: CustomerArticleQuery,
    answer: CustomerArticle,
  })
  customerText(
    @Param('id') id: string,
    @Query(new ZodPipe(CustomerArticleQuery)) { locale }: { locale: 'fr' | 'en' },
  ): Promise<CustomerArticle> {
    return this.pages.forCustomer(id, locale);
  }

  @Get('tickets/:id/article-draft')
  @ApiContract({
    summary: 'What this solved ticket would give an article; nothing is written',
    answer: ArticleDraft,
  })
  draft(@CurrentAgent() agent: Principal, @Param('id') id: string): Promise<ArticleDraft> {
    return this.drafts.ofTicket(agent, id);
  }
}
