/** The kitchen-door check, its lists and their HTTP side. */
import { Module } from '@nestjs/common';
import { CustomerTextCheck } from './customer-text-check.js';
import { InnerWordsLists } from './inner-word-list.js';
import { KitchenController } from './kitchen.controller.js';

const services = [CustomerTextCheck, InnerWordsLists];

@Module({ providers: services, controllers: [KitchenController], exports: services })
export class KitchenApiModule {}
