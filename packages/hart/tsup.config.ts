import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: false,
  sourcemap: true,
  clean: true,
  plugins: [
    {
      // The bundler makes variables of what modules declare. Modules hold no state (`pnpm rules`), and what cannot change,
      // such as where the fields of a CSR are, the host puts into machine code.
      name: 'constants',
      renderChunk: (code, { map }) => ({ code: code.replaceAll(/^var /gm, 'const '), map: map ?? null }),
    },
  ],
});
