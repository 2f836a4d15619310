import { DEFAULT_CPU, parseCpu } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { guestStart, handlerFiles } from './guest-files.ts';
import { assembledImage } from './guest-image.ts';
import { payloadOf } from './payload.ts';
import { stateField } from './state-field.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { lines } from './testing/examine.ts';

/** A kernel that asks for landing pads and double traps: it jumps indirectly, with and without a label, and takes a trap. */
const guest = `
main:
    addi sp, sp, -16
    sd ra, 0(sp)
    la t0, vector
    csrw stvec, t0
    call sse_arm
sweep_begin:
    li a7, 0x46574654         # sbi_fwft_set: DOUBLE_TRAP, then LANDING_PAD, which stays
    li a6, 0
    li a0, 3
    li a1, 1
    li a2, 0
    ecall
    bnez a0, 2f
    li a0, 1
    li a1, 1
    li a2, 1
    ecall
    bnez a0, 2f
    la t3, 1f
    jr t3
.balign 4
1:  lpad 0
    li t2, 0x12345000
    la t3, 1f
    jalr ra, 0(t3)
.balign 4
1:  lpad 0x12345
    csrsi sstatus, 2
    ebreak
    csrci sstatus, 2
sweep_end:
    li a0, 0
2:  ld ra, 0(sp)
    addi sp, sp, 16
    ret

.balign 4
vector:
    csrr t0, sepc
    addi t0, t0, 4
    csrw sepc, t0
    li t0, 1 << 24            # sstatus.SDT
    csrc sstatus, t0
    csrs sstatus, t0
    sret
`;
const payload = payloadOf(
  'control-flow',
  'minimal',
  assembledImage([guestStart, guest, ...handlerFiles.minimal.files].join('\n')),
);

const options = (policy: string): SweepOptions => ({
  policy,
  isa: parseCpu(`${DEFAULT_CPU},zicfilp=true,ssdbltrp=true`).isa,
});
/** The violations at each boundary, and whether a landing pad was expected there. */
const swept = (policy: string) =>
  Array.from(sweep(payload, options(policy)), (boundary) => ({
    expected: boundary.before.get(stateField('ELP')) === 1,
    violations: lines(boundary),
  }));

// sbi "Software Event Injection" and "Software Event Completion", with ELP given back from SPELP.
describe.each(['private', 'spec-3.0'])('an event at every instruction of a kernel with landing pads, %s', (policy) => {
  test('is not to be seen: ELP, SPELP, SDT and SIE come back', () => {
    const boundaries = swept(policy);
    expect(boundaries.filter(({ expected }) => expected)).toHaveLength(2);
    expect(boundaries.flatMap(({ violations }) => violations)).toEqual([]);
  });
});

test('opensbi-1.9 enters the handler with a landing pad expected, and the handler is lost', () => {
  const boundaries = swept('opensbi-1.9');
  const wrong = boundaries.filter(({ violations }) => violations.length > 0);
  expect(wrong.map(({ expected }) => expected)).toEqual([true, true]);
  for (const { violations } of wrong)
    expect(violations).toEqual(expect.arrayContaining(['O6 ELP 0x0→0x1', 'O6 mstatus.SPELP 0x1→0x0']));
});
