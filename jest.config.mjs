/** One Jest, three suites: unit (beside the file), integration (real PostgreSQL), e2e (real browser and mail servers). */
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true, tsx: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
            react: { runtime: 'automatic' },
          },
          keepClassNames: true,
        },
      },
    ],
  },
  moduleNameMapper: {
    '^@lib/channels/([^/]+)$': '<rootDir>/libs/channels/$1/src/index.ts',
    '^@lib/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its modules import JSON in a way that Jest warns of, file by file; its other build reads the same.
    '^libphonenumber-js/(max|min)$': '<rootDir>/node_modules/libphonenumber-js/$1/index.cjs',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.guichet/'],
};

/** Suites with a database share one server per run; each file copies its own database from a migrated template. */
const withDatabase = {
  ...base,
  globalSetup: '<rootDir>/test/support/jest-setup.mjs',
  globalTeardown: '<rootDir>/test/support/jest-teardown.mjs',
  testEnvironment: '<rootDir>/test/support/jest-environment.mjs',
};

export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/**/*.spec.{ts,tsx}', '<rootDir>/test/unit/**/*.spec.ts'],
    },
    {
      ...withDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.int-spec.ts'],
    },
    { ...withDatabase, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
  ],
  testTimeout: 90_000,
  collectCoverageFrom: [
    'libs/**/src/**/*.ts',
    'apps/*/main.ts',
    '!**/*.spec.ts',
    '!libs/design/**',
    '!**/migrations/**',
  ],
  coverageProvider: 'v8',
};
