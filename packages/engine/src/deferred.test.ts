import type { EngineKind } from '@hartlab/hart';
import { expect, test } from 'vitest';
import { deferred } from './deferred.ts';
import { interpreter } from './engine.ts';
import { bareEngine, ramBase } from './testing/bare-engine.ts';

/** A hart before an endless row of `addi x1, x1, 1`, its engine, and how many engines were made. */
function bench(boundaries: number) {
  const { harts, hart, memory } = bareEngine();
  for (let at = 0; at < 0x800; at += 4) memory.writeBytes(ramBase + at, Uint8Array.of(0x93, 0x80, 0x10, 0x00));
  let made = 0;
  const counted: EngineKind = {
    bytes: interpreter.bytes,
    make: (...parts) => {
      made++;
      return interpreter.make(...parts);
    },
  };
  const engine = deferred(counted, boundaries).make(harts, memory);
  const run = (budget: number) => {
    const why = engine.run(0, budget);
    const { done } = memory.run;
    memory.run.settled();
    return [why, done, made, Number(hart.x(1))];
  };
  return { engine, memory, run };
}

test('the engine is made once, after so many boundaries, and goes on where the reference was', () => {
  const { run } = bench(10);
  expect(run(7)).toEqual(['budget', 7, 0, 7]);
  expect(run(100)).toEqual(['budget', 3, 1, 10]);
  expect(run(100)).toEqual(['budget', 100, 1, 110]);
  expect(run(1)).toEqual(['budget', 1, 1, 111]);
});

test('the engine that is made forgets what it has decoded when it is told to', () => {
  const { engine, memory, run } = bench(1);
  // A jump back, so that what is decoded comes again.
  memory.writeBytes(ramBase + 4, Uint8Array.of(0x6f, 0xf0, 0xdf, 0xff));
  expect([run(4), run(4)]).toEqual([
    ['budget', 1, 1, 1],
    ['budget', 4, 1, 3],
  ]);
  // addi x1, x1, 2, as a restore writes it: past who watches stores.
  new Uint32Array(memory.memory.buffer, memory.layout.ram)[0] = 0x00208093;
  engine.flush();
  expect(run(4)).toEqual(['budget', 4, 1, 7]);
});
