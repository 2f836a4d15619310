import { assemble } from '@hartlab/isa';
import { bareHart, ramBase } from './bare-hart.ts';

/** The value of a0 after one instruction, from those of a1, a2 and a0 before it. */
export type Instruction = (a1: bigint, a2?: bigint, a0?: bigint) => bigint;

/**
 * One instruction that computes, run on a hart: `instruction('clmul a0, a1, a2')`.
 *
 * @throws Error when it does not retire.
 */
export function instruction(source: string): Instruction {
  const { hart, memory } = bareHart();
  memory.writeBytes(ramBase, assemble(source).bytes);
  return (a1, a2 = 0n, a0 = 0n) => {
    hart.pc = BigInt(ramBase);
    hart.setX(10, a0);
    hart.setX(11, a1);
    hart.setX(12, a2);
    const { kind } = hart.step();
    if (kind !== 'retired') throw new Error(`${source}: ${kind}`);
    return hart.x(10);
  };
}
