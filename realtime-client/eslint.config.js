import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['types/', 'target/', 'node_modules/'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-var': 'error',
      'prefer-const': 'error',
      'max-lines': ['error', 300],
    },
  },
  { files: ['src/**/*.js', 'jar/*.js'], languageOptions: { globals: globals.browser } },
  { files: ['src/script.js'], languageOptions: { sourceType: 'script' } },
  {
    files: ['tests/**/*.js', 'eslint.config.js'],
    languageOptions: { globals: globals.node },
    rules: { 'max-lines': 'off', 'no-console': 'off' },
  },
];
