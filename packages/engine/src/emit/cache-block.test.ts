import { henvcfg, menvcfg, type Privilege, senvcfg } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { interpreter, jitThat } from '../engine.ts';
import { bareEngine, ramBase, ramSize } from '../testing/bare-engine.ts';

const code = assemble('cbo.zero (a0)\n j .', { origin: BigInt(ramBase) }).bytes;
const data = BigInt(ramBase) + 0x4000n;
const addresses = [data, data + 63n, data + 0xfc1n, BigInt(ramBase) + 0x80n, 0n, BigInt(ramBase + ramSize)];

/** What became of a hart, RAM and the dirty map. */
interface Found {
  readonly whys: readonly string[];
  readonly parts: readonly Uint8Array[];
}

describe.each([
  ['the interpreter', interpreter],
  ['a region', jitThat({ landings: 1 })],
] as const)('%s zeroes the cache blocks that the reference zeroes', (_name, kind) => {
  const benches = [bareEngine({ kind }), bareEngine({ reference: true })];
  const states = benches.map(({ memory }) => memory.hartBlock(0).slice());

  test.each<[Privilege, boolean]>([
    ['M', false],
    ['S', false],
    ['U', false],
    ['S', true],
    ['U', true],
  ])('in %s-mode with V %s', (privilege, V) => {
    for (const address of addresses)
      for (const enabled of [[], [menvcfg], [menvcfg, senvcfg], [menvcfg, senvcfg, henvcfg]]) {
        const found: Found[] = benches.map(({ memory, hart, engine }, index) => {
          memory.hartBlock(0).set(states[index]!);
          hart.flushTranslations();
          engine.flush();
          memory.writeBytes(Number(data), new Uint8Array(4096).fill(0xff));
          memory.writeBytes(ramBase, code);
          for (const csr of enabled) hart.write(csr, csr.CBZE.mask);
          memory.dirty.fill(0);
          // The pages and the code become known, and the place hot.
          const whys = Array.from({ length: 4 }, () => {
            hart.enter(privilege, V);
            hart.pc = BigInt(ramBase);
            hart.setX(10, address);
            return engine.run(0, 1);
          });
          return { whys, parts: [memory.hartBlock(0), memory.ram, memory.dirty] };
        });
        const [byEngine, byReference] = [found[0]!, found[1]!];
        expect(byEngine.whys).toEqual(byReference.whys);
        for (const [index, part] of byEngine.parts.entries())
          expect(Buffer.compare(part, byReference.parts[index]!)).toBe(0);
      }
  });
});
