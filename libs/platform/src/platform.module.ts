/** The floor every service stands on: settings, time, secrets, files, guards and error shapes. */
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Clock } from './clock.js';
import { CONFIG, type Config } from './config.js';
import { FileStore } from './file-store.js';
import { RecordingStore } from './recording-store.js';
import { HealthController } from './health.controller.js';
import { HealthRegistry } from './health.js';
import { ProblemFilter } from './problem-filter.js';
import { Secrets } from './secrets.js';
import { VirusScanner } from './virus-scanner.js';

@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: PlatformModule,
      controllers: [HealthController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: APP_FILTER, useClass: ProblemFilter },
        Clock,
        Secrets,
        FileStore,
        RecordingStore,
        HealthRegistry,
        {
          provide: VirusScanner,
          inject: [CONFIG, Clock],
          useFactory: ({ CLAMD_URL }: Config, clock: Clock) => new VirusScanner(CLAMD_URL, clock),
        },
      ],
      exports: [CONFIG, Clock, Secrets, FileStore, RecordingStore, HealthRegistry, VirusScanner],
    };
  }
}
