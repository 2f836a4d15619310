import type { EngineKind } from '@hartlab/hart';
import { assemble } from '@hartlab/isa';
import {
  guestPayload,
  guestSource,
  type GuestName,
  type HandlerName,
  type Payload,
  payloadOf,
  sweep,
  SweepRecord,
} from '@hartlab/lab';
import type { PolicyName } from '@hartlab/sse';
import { expect, test } from 'vitest';

/** Sweeps that find something at some boundaries, and whose handlers are lost at others. */
const sweeps: readonly (readonly [GuestName, HandlerName, PolicyName])[] = [
  ['world-switch', 'preserving', 'opensbi-1.9'],
  ['world-switch', 'linux-2025', 'spec-3.0'],
  ['user-return', 'forgetful', 'spec-3.0'],
];

/** How many boundaries the window of the kernel below has, all of them in a loop. */
const BOUNDARIES = 1000;

/**
 * A kernel under Sv39 whose handler loads from a page that nothing else touches, through an entry without A, which hardware
 * sets (Svadu): an event changes that bit of memory, at each boundary of the sweep anew, if the rollback drops what the
 * handler's load has left in the caches.
 */
const toucher = (): Payload => {
  const kernel = `
main:
    addi sp, sp, -16
    sd ra, 0(sp)
    la t0, 0x80000000
    map root, 2, PTE_KERNEL
    la t0, table
    map root, 0, PTE_TABLE
    la t0, last_table
    map table, 0, PTE_TABLE
    la t0, root
    srli t0, t0, 12
    li t1, SATP_SV39
    or t0, t0, t1
    csrw satp, t0
    call sse_arm
    li t2, 10000
sweep_begin:
    addi t2, t2, -1
    bnez t2, sweep_begin
sweep_end:
    li a0, 0
    ld ra, 0(sp)
    addi sp, sp, 16
    ret

.balign 4096, 0
root:
    .zero 4096
table:
    .zero 4096
last_table:
    .dword 0
entry:                        # virtual page 1, without A: V R W, of the page behind
    .dword (0x80300000 >> 2) | 0x7
    .zero 4080
`;
  const handler = `
sse_handler:
    sd t0, -8(a7)
    li t0, 0x1000
    lw zero, 0(t0)
    ld t0, -8(a7)
    li a7, SBI_SSE
    li a6, SSE_COMPLETE
    ecall
sse_handler_end:
    .balign 16, 0
sse_stack:
    .zero 64
sse_stack_end:
`;
  const start = guestSource('hello', 'minimal').split(/^main:/m)[0]!;
  const { bytes, labels } = assemble([start, kernel, handler].join('\n'), { origin: 0x8020_0000n });
  const payload = payloadOf('toucher', 'own', {
    kind: 'assembled',
    entry: 0x8020_0000,
    segments: [{ address: 0x8020_0000, bytes, size: bytes.length }],
    symbols: [...labels].map(([name, address]) => ({ name, address, size: 0n })),
  });
  return { ...payload, window: { begin: payload.window.begin, boundaries: BOUNDARIES } };
};

/** What a sweep on an engine reports is what it reports on the reference, to the byte. */
export function sweepSuite(name: string, engine: EngineKind): void {
  test.each(sweeps)(
    `a sweep on ${name} reports what it does on the reference: %s, %s, %s`,
    (guest, handler, policy) => {
      const payload = guestPayload(guest, handler);
      const report = (options: { readonly engine?: EngineKind }) => {
        const record = new SweepRecord(payload, policy);
        for (const boundary of sweep(payload, { policy, ...options })) record.add(boundary);
        return JSON.stringify(record.report);
      };
      expect(report({ engine })).toBe(report({}));
    },
  );

  test(`each of ${BOUNDARIES} events on ${name} touches the same page for the first time`, () => {
    const payload = toucher();
    const found = (options: { readonly boundary?: number }) =>
      Array.from(sweep(payload, { policy: 'private', engine, ...options }), ({ violations }) =>
        violations.map(({ field, expected, got }) => `${field} ${expected.toString(16)}→${got.toString(16)}`),
      );
    const entry = payload.address('entry');
    const touched = [`memory 0x${entry.toString(16)} 200c0007→200c0047`];
    const all = found({});
    expect(all).toHaveLength(BOUNDARIES);
    expect(all.filter((each) => each.length !== 1 || each[0] !== touched[0])).toEqual([]);
    for (const boundary of [0, 1, 500, BOUNDARIES - 1]) expect(found({ boundary })).toEqual([touched]);
  });
}
