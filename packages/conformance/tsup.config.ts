import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/commands/*.ts', '!src/commands/*.test.ts'],
  format: 'esm',
  // It loads parts of itself by their paths.
  external: ['vite', 'vitest'],
  target: 'node20',
  dts: false,
  clean: true,
});
