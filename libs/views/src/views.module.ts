/** The views room over HTTP. */
import { Module } from '@nestjs/common';
import { ViewBook } from './view-book.js';
import { ViewReader } from './view-reader.js';
import { ViewsController } from './views.controller.js';

@Module({ providers: [ViewBook, ViewReader], controllers: [ViewsController] })
export class ViewsApiModule {}
