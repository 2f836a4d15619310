import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/print-*.ts', 'src/record-*.ts'],
  format: 'esm',
  target: 'node20',
  dts: false,
  clean: true,
});
