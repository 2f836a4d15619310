import { fcsr, mstatus } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jitThat } from '../engine.ts';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';

/* Loops of floating-point instructions on few registers, which hold numbers of all formats: the reference is the judge. */

const base = BigInt(ramBase);
const data = base + 0x4000n;

const f = fc.integer({ min: 0, max: 3 }).map((n) => `f${n}`);
const at = fc.integer({ min: 0, max: 7 }).map((n) => `${8 * n}(a0)`);

/** Instructions on registers that hold numbers of one of these formats. */
function instructions(letters: readonly ('d' | 's' | 'h')[]): fc.Arbitrary<string> {
  const of = (name: string, ...operands: fc.Arbitrary<string>[]) =>
    fc
      .tuple(fc.constantFrom(...letters), ...operands)
      .map(([letter, ...texts]) => `${name.replace('*', letter)} ${texts.join(', ')}`);
  const moved = (...names: string[]) =>
    fc.tuple(fc.constantFrom(...names), f, at).map((texts) => `${texts[0]} ${texts[1]}, ${texts[2]}`);
  const ofDoubles = [moved('fld', 'fsd'), f.map((from) => `fmv.x.d a3, ${from}`), f.map((to) => `fmv.d.x ${to}, a3`)];
  const ofOthers = [
    fc.tuple(f, f).map(([to, from]) => `fcvt.s.d ${to}, ${from}`),
    fc.tuple(f, f).map(([to, from]) => `fcvt.d.s ${to}, ${from}`),
    moved('flw', 'flh', 'fsw'),
  ];
  return fc.oneof(
    ...['fadd.*', 'fsub.*', 'fmul.*', 'fdiv.*', 'fsgnj.*', 'fsgnjn.*', 'fmin.*'].map((name) => of(name, f, f, f)),
    ...['fmadd.*', 'fnmsub.*', 'fmsub.*'].map((name) => of(name, f, f, f, f)),
    of('fsqrt.*', f, f),
    of('flt.*', fc.constant('a1'), f, f),
    of('fcvt.*.w', f, fc.constant('a1')),
    of('fcvt.w.*', fc.constant('a2'), f, fc.constantFrom('rne', 'rtz', 'rmm')),
    ...ofDoubles,
    ...(letters.length > 1 ? ofOthers : []),
  );
}

/** What reads and changes flags and the rounding mode; what is read is a result as well. */
const control = fc.constantFrom(
  'frflags a5',
  'fsflags a5, a1',
  'fsflags zero',
  'csrsi fflags, 3',
  'csrrc a1, fflags, a5',
  'fsrm a5, a1',
  'fsrmi 0',
  'csrrci a5, fcsr, 17',
  'frcsr a1',
  'csrrs a5, frm, a1',
);

const numbers = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => new BigUint64Array(Float64Array.of(n).buffer)[0]!),
  fc
    .float({ min: -1000, max: 1000, noNaN: true })
    .map((n) => 0xffff_ffff_0000_0000n | BigInt(new Uint32Array(Float32Array.of(n).buffer)[0]!)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

const kind = jitThat({ landings: 1 });
const benches = [false, true].map((reference) => {
  const bench = bareEngine({ reference, kind });
  return { ...bench, fresh: bench.memory.hartBlock(0).slice() };
});

test('registers hold the same bits in a region, whatever the formats', () => {
  const bodyOf = (instruction: fc.Arbitrary<string>) =>
    fc.array(fc.oneof({ weight: 6, arbitrary: instruction }, control), { minLength: 2, maxLength: 12 });
  // A register that holds doubles only is kept as one.
  const bodies = fc.oneof(bodyOf(instructions(['d'])), bodyOf(instructions(['d', 'd', 'd', 's', 'h'])));
  const values = fc.array(numbers, { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(bodies, values, fc.constantFrom(0, 1, 0x1f), fc.constantFrom(2, 3, 3), (...drawn) => {
      const [body, initial, flags, FS] = drawn;
      const source = `loop: ${body.join('\n')}\n addi a4, a4, 1\n j loop`;
      for (const { hart, memory, fresh } of benches) {
        memory.hartBlock(0).set(fresh);
        hart.flushTranslations();
        memory.writeBytes(ramBase, assemble(source, { origin: base }).bytes);
        hart.setX(10, data);
        initial.slice(0, 4).forEach((value, n) => hart.setF(n, value));
        initial.slice(4).forEach((value, n) => memory.write(Number(data) + 8 * n, 8, value));
        hart.write(fcsr, BigInt(flags));
        hart.set(mstatus.FS, FS);
      }
      for (const budget of [20, 60, 3, 200]) {
        const [compiled, reference] = benches.map(({ engine, memory }) => {
          engine.run(0, budget);
          return { block: memory.hartBlock(0), ram: memory.ram };
        });
        expect(Buffer.compare(compiled!.block, reference!.block), source).toBe(0);
        expect(Buffer.compare(compiled!.ram, reference!.ram), source).toBe(0);
      }
    }),
    { numRuns: 150, endOnFailure: true },
  );
});

test('a double that is loaded, from memory or from its register, is all of it', () => {
  const source = 'loop: fld f0, 0(a0)\n fadd.d f1, f1, f0\n fadd.d f2, f2, f3\n fsd f2, 8(a0)\n j loop';
  const sums = benches.map(({ hart, memory, engine, fresh }) => {
    memory.hartBlock(0).set(fresh);
    hart.flushTranslations();
    memory.writeBytes(ramBase, assemble(source, { origin: base }).bytes);
    hart.setX(10, data);
    // 1.5, and a number of which both halves are more than zero.
    memory.write(Number(data), 8, 0x3ff8_0000_0000_0000n);
    hart.setF(3, 0x3ff0_0000_0000_0001n);
    hart.set(mstatus.FS, 3);
    engine.run(0, 500);
    return [hart.f(1), hart.f(2), memory.read(Number(data) + 8, 8)];
  });
  expect(sums[0]).toEqual(sums[1]);
  // 100 rounds of 1.5.
  expect(sums[0]![0]).toBe(0x4062_c000_0000_0000n);
});

test('an inexact result sets NX in a region, however often it has been cleared', () => {
  const source = 'loop: fdiv.d f2, f0, f1\n frflags a5\n add a6, a6, a5\n fsflags zero\n j loop';
  const [compiled, reference] = benches.map(({ hart, memory, engine, fresh }) => {
    memory.hartBlock(0).set(fresh);
    hart.flushTranslations();
    memory.writeBytes(ramBase, assemble(source, { origin: base }).bytes);
    hart.setF(0, 0x3ff0_0000_0000_0000n);
    hart.setF(1, 0x4008_0000_0000_0000n);
    hart.set(mstatus.FS, 3);
    engine.run(0, 500);
    return hart.x(16);
  });
  expect([compiled, reference]).toEqual([100n, 100n]);
});
