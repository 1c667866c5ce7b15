/** Services of the search room, its HTTP side and what keeps its index. */
import { Module } from '@nestjs/common';
import { HitReader } from './hit-reader.js';
import { SearchController } from './search.controller.js';
import { SearchIndex } from './search-index.js';
import { SearchService } from './search.service.js';
import { SearchTermReader } from './search-terms.js';
import { SearchWorker } from './search.worker.js';

@Module({
  providers: [SearchTermReader, HitReader, SearchService, SearchIndex],
  controllers: [SearchController],
  exports: [SearchTermReader],
})
export class SearchApiModule {}

@Module({ providers: [SearchIndex, SearchWorker] })
export class SearchWorkerModule {}
