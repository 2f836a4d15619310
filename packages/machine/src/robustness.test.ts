import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PAYLOAD_BASE, RAM_BASE } from './board.ts';
import type { Image } from './image.ts';
import { machineWith } from './testing/program.ts';

/** Bytes as a payload. */
const image = (address: number, bytes: Uint8Array): Image => ({
  kind: 'raw binary',
  entry: address,
  segments: [{ address, bytes, size: bytes.length }],
  symbols: [],
});

const code = fc.uint8Array({ minLength: 64, maxLength: 512 });

test.each([
  ['S-mode', 'built-in', PAYLOAD_BASE],
  ['M-mode', 'none', RAM_BASE],
] as const)('whatever a payload in %s does, the machine answers with a stop', (_mode, bios, address) => {
  fc.assert(
    fc.property(code, (bytes) => {
      const { machine } = machineWith({ bios, harts: 2, kernel: image(address, bytes), input: 'abc' });
      const stop = machine.run({ maxInstructions: 1000 });
      expect(stop.message).toMatch(/^[^\n]+$/);
    }),
    { numRuns: 15 },
  );
});
