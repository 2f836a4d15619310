import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '@hartlab/isa';

/**
 * For tests: the path of a firmware that starts its payload, and answers each call with error 0 and the value in a1.
 *
 * @param answer instructions that set a1; t0 and t1 may be used
 * @param first instructions before all others; t0 may be used
 */
export const answeringFirmware = (directory: string, name: string, answer: string, first = ''): string => {
  const path = join(directory, `${name}.bin`);
  const source = `
    ${first}
    la t0, trap
    csrw mtvec, t0
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 1 << 11            # MPP = S
    csrw mstatus, t0
    li t0, 0x80200000
    csrw mepc, t0
    mret
  .balign 4
  trap:
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    ${answer}
    li a0, 0
    mret`;
  writeFileSync(path, assemble(source, { origin: 0x8000_0000n }).bytes);
  return path;
};
