/** Services of the customers room. */
import { Global, Module } from '@nestjs/common';
import { CustomerReader } from './customer-reader.js';
import { CustomerResolver } from './customer-resolver.js';
import { ProfileBook } from './profile-book.js';
import { Undeliverable } from './undeliverable.js';
import { SamePerson } from './same-person.js';

const services = [CustomerResolver, CustomerReader, ProfileBook, SamePerson, Undeliverable];

@Global()
@Module({ providers: services, exports: services })
export class CustomersModule {}
