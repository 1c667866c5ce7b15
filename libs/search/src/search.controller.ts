/** Search over HTTP, and the command that reads everything again. */
import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { SearchAnswer, SearchQuery } from '@lib/contracts';
import { ApiContract, CurrentAgent, ZodPipe, type Principal } from '@lib/platform';
import { SearchIndex } from './search-index.js';
import { SearchService } from './search.service.js';

@Controller('api')
export class SearchController {
  constructor(
    private readonly finder: SearchService,
    private readonly index: SearchIndex,
  ) {}

  @Get('search')
  @ApiContract({
    summary: 'Find tickets, customers, messages and notes I may see, and articles',
    query: SearchQuery,
    answer: SearchAnswer,
  })
  search(
    @CurrentAgent() agent: Principal,
    @Query(new ZodPipe(SearchQuery)) query: SearchQuery,
  ): Promise<SearchAnswer> {
    return this.finder.search(agent, query);
  }

  @Post('admin/search/rebuild')
  @HttpCode(202)
  @ApiContract({ summary: 'Read everything that can be found again, in the background', status: 202 })
  rebuild(@CurrentAgent() agent: Principal): Promise<void> {
    return this.index.rebuild(agent);
  }
}
