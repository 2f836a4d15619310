import { readFileSync, existsSync } from 'node:fs';
import { assemble } from '@hartlab/isa';
import { describe, expect, test, vi } from 'vitest';
import type { Defendant } from './defendant.ts';
import { assembledImage, guestSource } from './guest-image.ts';
import { adoptedPayload, guestPayload, payloadOf, type Payload } from './payload.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import { toSupervisor } from './testing/waiting-firmware.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

/** What a sweep reports, but for who did it: firmware that is made of instructions tells that in more words. */
function swept(payload: Payload, options: SweepOptions) {
  const record = new SweepRecord(payload, 'private');
  for (const boundary of sweep(payload, options)) record.add(boundary);
  const { violations, ...rest } = record.report;
  return { ...rest, violations: violations.map((violation) => ({ ...violation, writer: undefined })) };
}

/** The window of a guest, cut to so many boundaries. */
const cut = (payload: Payload, boundaries: number): Payload => ({
  ...payload,
  window: { ...payload.window, boundaries },
});

describe('an event that another hart injects', () => {
  test.each<[string, string, string]>([
    ['masked', 'li a6, SSE_HART_UNMASK', 'the hart has masked events'],
    ['not enabled', 'li a6, SSE_ENABLE', 'the event is not ENABLED'],
  ])('is not delivered where events are %s, and the firmware is asked why', (_, line, reason) => {
    const source = guestSource('hello', 'minimal').replace(line, 'li a6, 99');
    const payload = cut(payloadOf('hello', 'minimal', assembledImage(source)), 10);
    const remote = swept(payload, { source: 'software' });
    expect(remote).toEqual(swept(payload, {}));
    expect(new Set(remote.skipped.map((each) => each.reason))).toEqual(new Set([reason]));
  });

  test('comes to a payload that does not know SSE', () => {
    const image = assembledImage(guestSource('hello', 'minimal').replace('call sse_arm', 'nop'));
    const payload = adoptedPayload('hello', image, { begin: 0x8020_0000n, boundaries: 25 });
    expect(swept(payload, { source: 'software' })).toMatchObject({ injected: 25, skipped: [], violations: [] });
  });
});

describe('a firmware that cannot be judged is refused in a line', () => {
  const refused = (source: string) => () =>
    swept(guestPayload('hello', 'minimal'), { firmware: assemble(source, { origin: 0x8000_0000n }).bytes });
  test('it hangs', () => {
    expect(refused('_start: wfi\n j _start')).toThrow(
      /^the firmware does not come to its payload at 0x80200000: hart 0 sleeps in M-mode at 0x8000000[04]$/,
    );
  });
  // QEMU's test finisher: 0x5555 is a pass, 0x7777 a reset (hw/misc/sifive_test.c).
  test('it resets', () => {
    expect(refused('_start: li t0, 0x100000\n li t1, 0x7777\n sw t1, 0(t0)\n j .')).toThrow(
      /^the firmware does not come to its payload at 0x80200000: the machine ends, .*reset/,
    );
  });
  // It answers every call with 0 in a1: no extension is there (sbi "Function: Probe SBI extension (FID #3)").
  test('it has no SSE', () => {
    const source = `
_start:
    csrr t0, mhartid
1:  bnez t0, 1b
    la t0, trap
    csrw mtvec, t0
${toSupervisor('0x80200000')}
.balign 4
trap:
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    li a0, 0
    li a1, 0
    mret
`;
    expect(refused(source)).toThrow(
      "Berkeley Boot Loader 0x0 does not offer the SBI's extension SSE, which a sweep needs",
    );
  });
});

/** OpenSBI, where Debian's package opensbi has it, or a file of your own. Those before 1.5 have no SSE. */
const file = process.env['HARTLAB_OPENSBI'] ?? '/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin';
const missing = existsSync(file) ? undefined : 'it is not installed (Debian: opensbi)';

describe.skipIf(missing)(`OpenSBI${missing ? `: ${missing}` : ''}`, () => {
  const firmware = missing === undefined ? new Uint8Array(readFileSync(file)) : new Uint8Array();

  // Scenario K1 is at boundary 27 of world-switch.
  test('is what the policy opensbi-1.9 says, or has no SSE and is refused', () => {
    const payload = cut(guestPayload('world-switch', 'minimal'), 60);
    const met: Defendant[] = [];
    const judge = () => swept(payload, { firmware, introduced: (defendant) => met.push(defendant) });
    if (firmwareOffersSse()) {
      const found = judge();
      expect(found).toEqual(swept(payload, { policy: 'opensbi-1.9' }));
      expect(found.violations.length).toBeGreaterThan(20);
      expect(met.map(({ name }) => name)).toEqual([expect.stringMatching(/^OpenSBI 1\.\d+$/)]);
    } else expect(judge).toThrow(/^OpenSBI [01]\.\d+ does not offer the SBI's extension SSE, which a sweep needs$/);
  });

  /** The name of its IPI is in those that have it (lib/sbi/sbi_sse.c). */
  function firmwareOffersSse(): boolean {
    return Buffer.from(firmware).includes('IPI_SSE_INJECT');
  }
});
