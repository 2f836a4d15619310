import { menvcfg, mideleg, mie, mip, mstatus, type Privilege, sstatus } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpreter, jitThat } from '../engine.ts';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';

/* Accesses to sstatus, by the interpreter and at the beginning of a region: the reference interpreter is the judge. */

const accesses = ['csrrw', 'csrrs', 'csrrc'].flatMap((name) => [
  `${name} a1, sstatus, a2`,
  `${name} zero, sstatus, a2`,
  `${name} a1, sstatus, zero`,
  `${name}i a1, sstatus, 2`,
  `${name}i a1, sstatus, 18`,
]);
/** What follows leaves the interpreter time to take an interrupt too late. */
const bytesOf = (access: string) => assemble(`${access}\n addi a3, a3, 1\n j .`, { origin: BigInt(ramBase) }).bytes;

const field = (of: { readonly mask: bigint }) => fc.constantFrom(0n, of.mask);
/** Bits of mstatus, by themselves and mixed. */
const bits = fc.oneof(
  fc
    .tuple(...[sstatus.SIE, sstatus.SPIE, sstatus.SPP, sstatus.FS, sstatus.SUM, sstatus.SDT, sstatus.SPELP].map(field))
    .map((each) => each.reduce((a, b) => a | b, 0n)),
  fc.constantFrom(sstatus.SIE.mask, sstatus.SPIE.mask | sstatus.SPP.mask, sstatus.SIE.mask | sstatus.FS.mask, 0n),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const drawn = fc.record({
  access: fc.constantFrom(...accesses),
  status: bits,
  operand: bits,
  privilege: fc.constantFrom<Privilege>('M', 'S', 'S', 'S', 'U'),
  V: fc.constantFrom(false, false, false, true),
  /** Whether S-mode sees SDT. */
  DTE: fc.boolean(),
  pending: fc.constantFrom(0n, 0n, mip.SSIP.mask, mip.STIP.mask),
  enabled: fc.constantFrom(0n, -1n),
  MDT: fc.constantFrom(0, 0, 0, 1),
});

describe.each([
  ['the interpreter', interpreter, 3],
  ['a region', jitThat({ landings: 1 }), 4],
] as const)('%s', (_name, kind, times) => {
  const benches = [bareEngine({ kind }), bareEngine({ reference: true })];
  const states = benches.map(({ memory }) => memory.hartBlock(0).slice());

  test('accesses sstatus as the reference does', () => {
    fc.assert(
      fc.property(drawn, ({ access, status, operand, privilege, V, DTE, pending, enabled, MDT }) => {
        const found = benches.map(({ memory, hart, engine }, index) => {
          engine.flush();
          memory.writeBytes(ramBase, bytesOf(access));
          return Array.from({ length: times }, () => {
            memory.hartBlock(0).set(states[index]!);
            hart.flushTranslations();
            hart.write(menvcfg, DTE ? menvcfg.DTE.mask : 0n);
            hart.write(mideleg, -1n);
            hart.write(mstatus, status);
            hart.set(mstatus.MDT, MDT);
            hart.write(mie, enabled);
            hart.write(mip, pending);
            hart.setX(12, operand);
            hart.enter(privilege, V && privilege !== 'M');
            hart.pc = BigInt(ramBase);
            const whys = [engine.run(0, 3)];
            return { whys, done: memory.run.done, block: Buffer.from(memory.hartBlock(0)).toString('latin1') };
          });
        });
        expect(found[0]).toEqual(found[1]);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});

test('a region uses no floating-point state that it has turned off', () => {
  const found = [false, true].map((reference) => {
    const { memory, hart, engine } = bareEngine({ kind: jitThat({ landings: 1 }), reference });
    memory.writeBytes(
      ramBase,
      assemble('fmv.d.x fa0, a1\n csrc sstatus, a2\n fmv.d.x fa1, a1\n j .', { origin: BigInt(ramBase) }).bytes,
    );
    hart.setX(12, mstatus.FS.mask);
    return Array.from({ length: 4 }, () => {
      hart.set(mstatus.FS, 3);
      hart.enter('S', false);
      hart.pc = BigInt(ramBase);
      return [engine.run(0, 3), hart.pc, memory.hartBlock(0).slice()];
    });
  });
  expect(found[0]).toEqual(found[1]);
});

test('what changes nothing for others, and what lets no pending interrupt be taken, is not left to the reference', () => {
  const { memory, hart, engine } = bareEngine();
  memory.writeBytes(
    ramBase,
    assemble('csrr a1, sstatus\n csrci sstatus, 2\n csrsi sstatus, 2\n csrs sstatus, a2\n j .', {
      origin: BigInt(ramBase),
    }).bytes,
  );
  hart.setX(12, sstatus.SPP.mask | sstatus.SPIE.mask);
  hart.set(mstatus.MDT, 0);
  hart.write(mideleg, -1n);
  let left = 0;
  const { port } = hart;
  const instruction = port.instruction.bind(port);
  port.instruction = (...all) => {
    left++;
    return instruction(...all);
  };
  for (const expected of [0, 1]) {
    hart.write(mie, expected === 0 ? 0n : mie.SSIE.mask);
    hart.write(mip, mip.SSIP.mask);
    hart.set(mstatus.SIE, 0);
    hart.enter('S', false);
    hart.pc = BigInt(ramBase);
    left = 0;
    engine.run(0, 8);
    expect(left).toBe(expected);
  }
});
