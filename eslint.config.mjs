import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.guichet/**',
      'coverage/**',
      'docs/**',
      '.dependency-cruiser.cjs',
      'test/fixtures/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './apps/console/tsconfig.json', './apps/widget/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Configuration is read once, in libs/platform/src/config.ts.',
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      'prefer-const': 'error',
      'react-hooks/rules-of-hooks': 'error',
    },
  },
  {
    files: [
      'libs/platform/src/config.ts',
      'libs/platform/src/config.*.ts',
      // Looks before anything is loaded, the reader of the settings included.
      'apps/all-in-one/carrier-process.ts',
      'test/**',
      'infra/**',
      '**/vite.config.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-console': 'off' },
  },
  // `useDatabase` is no hook of React.
  { files: ['test/**'], rules: { 'react-hooks/rules-of-hooks': 'off' } },
);
