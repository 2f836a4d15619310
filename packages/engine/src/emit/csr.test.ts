import { assemble } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { bareEngine, ramBase } from '../testing/bare-engine.ts';

const source = 'csrr a1, sepc\n csrw sepc, a2\n csrrs a3, sscratch, a2\n csrr a4, mepc\n csrw mtval, a2\n j .';

test.each([
  ['M', false],
  ['S', false],
  ['U', false],
  ['S', true],
  ['U', true],
] as const)('%s-mode with V %s accesses what the reference lets it access', (privilege, V) => {
  // Each instruction by itself, whatever became of the one before.
  for (let index = 0; index < 5; index++) {
    const [engine, reference] = [false, true].map((isReference) => {
      const { memory, hart, engine: one } = bareEngine({ reference: isReference });
      memory.writeBytes(ramBase, assemble(source, { origin: BigInt(ramBase) }).bytes);
      for (const register of [0x141, 0x140, 0x241, 0x240, 0x341, 0x343])
        hart.state.setCell(register, BigInt(register) << 4n);
      hart.setX(12, 0x1234_5670n);
      hart.enter(privilege, V);
      // What has been decoded once is known.
      const start = BigInt(ramBase + 4 * index);
      hart.pc = start;
      one.run(0, 1);
      hart.enter(privilege, V);
      hart.pc = start;
      return [one.run(0, 1), memory.hartBlock(0).slice()];
    });
    expect(engine).toEqual(reference);
  }
});
