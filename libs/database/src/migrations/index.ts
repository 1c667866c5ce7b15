/** All migrations, oldest first; a room adds its own file and a line here. */
import type { MigrationInterface } from 'typeorm';
import { Bus1800000000100 } from './1800000000100-bus.js';

export const migrations: (new () => MigrationInterface)[] = [Bus1800000000100];
