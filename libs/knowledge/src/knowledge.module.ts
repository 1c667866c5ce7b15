/** Articles over HTTP for agents, and the pages of the help centre for everybody. */
import { Module } from '@nestjs/common';
import { SearchApiModule } from '@lib/search';
import { ArticleBook } from './article-book.js';
import { ArticleDrafts } from './article-draft.js';
import { ArticleReader } from './article-reader.js';
import { ArticlesController } from './articles.controller.js';
import { HelpAnswers } from './help-answers.js';
import { HelpController } from './help.controller.js';
import { PublicPages } from './public-pages.js';
import { WaysToUsReader } from './ways-to-us.js';

@Module({
  imports: [SearchApiModule],
  providers: [ArticleBook, ArticleReader, ArticleDrafts, PublicPages, HelpAnswers, WaysToUsReader],
  controllers: [ArticlesController, HelpController],
})
export class KnowledgeApiModule {}
