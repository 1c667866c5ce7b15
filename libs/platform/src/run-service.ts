/** Start-up and end of a service process, the same for all: settings, log, listen, and an orderly stop. */
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, loadConfig, type Config } from './config.js';
import { createHttpApp } from './http-app.js';
import { configureLogging, logger } from './logging.js';

export interface RunOptions {
  /** Before the application is built: migrations. */
  prepare?: (config: Config) => Promise<void>;
  /** After it listens. */
  listening?: (app: NestFastifyApplication, config: Config) => Promise<void> | void;
}

/** Runs one service alone. Faults in the settings are printed together, exit 1. */
export async function runService(
  name: string,
  module: (config: Config) => Type | DynamicModule,
  options: RunOptions = {},
): Promise<void> {
  const log = logger(name);
  try {
    const config = loadConfig();
    configureLogging(config.LOG_LEVEL);
    dieLoudly(log);
    await options.prepare?.(config);
    const app = await createHttpApp(module(config), config);
    app.enableShutdownHooks(['SIGINT', 'SIGTERM']);
    await app.listen(config.PORT, config.HOST);
    await options.listening?.(app, config);
    log.info({ url: await app.getUrl() }, 'ready');
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}

/** No limping: what nobody caught ends the process, and whoever watches it starts it again. */
export function dieLoudly(log: ReturnType<typeof logger>): void {
  const die = (error: unknown) => {
    log.fatal({ err: error }, 'uncaught');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}
