import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { furtherFindings } from './expected-findings.ts';
import { guestPayload, type Payload } from './payload.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import { smallFirmware } from './testing/small-firmware.ts';
import { Verdict } from './verdict.ts';
import { opensbiFile as file } from './testing/opensbi.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

/** What is found with events at the steps of M-mode, each kind once; at how many steps, and in which traps there were any. */
function swept(payload: Payload, options: SweepOptions) {
  const record = new SweepRecord(payload, 'planted');
  const traps = new Set<string>();
  for (const boundary of sweep(payload, { at: 'M-mode', ...options })) {
    expect(boundary.mode).toBe('M');
    traps.add(boundary.trap ?? 'none');
    record.add(boundary);
  }
  const { boundaries, skipped } = record.report;
  return {
    boundaries,
    differing: record.differing,
    traps: [...traps].sort(),
    found: [
      ...record.findings.map(({ oracle, field, change }) => `${oracle} ${field} ${change}`),
      ...new Set(skipped.map(({ reason }) => `skipped: ${reason}`)),
    ],
  };
}

describe('the built-in firmware, whose traps are one step', () => {
  const callsOfTwoHarts = [
    'call of HSM hart_get_status',
    'call of HSM hart_start',
    'call of RFNC remote_fence_i',
    'call of RFNC remote_sfence_vma',
    'call of sPI send_ipi',
    'interrupt MSI',
  ];

  test.each(['signal', 'software', 'software-global', 'counter'] as const)('hides a %s in each trap', (source) => {
    for (const [harts, hart] of [
      [2, 0],
      [2, 1],
      [3, 1],
    ] as const)
      expect(swept(guestPayload('two-harts', 'complete-save'), { source, harts, hart })).toMatchObject({
        traps: callsOfTwoHarts,
        found: [],
      });
  });

  // What a handler forgets is lost in the same way.
  test.each(furtherFindings.filter(({ guest }) => guest === 'two-harts'))(
    'has the findings of $policy, $handler',
    (row) => {
      const { guest, handler, policy, hart = 0 } = row;
      const payload = guestPayload(guest, handler);
      const verdict = new Verdict(row, payload, BigInt(hart));
      for (const boundary of sweep(payload, { at: 'M-mode', policy, hart })) verdict.add(boundary);
      expect(verdict.disagreements).toEqual([]);
    },
  );

  test('hides an event in a call that delivers another, which may come first', () => {
    const found = swept(guestPayload('nested', 'complete-save'), {});
    expect(found).toMatchObject({ found: [], boundaries: 6 });
    expect(found.traps).toEqual(['call of SSE complete', 'call of SSE inject', 'call of SSE read_attrs']);
  });

  test('is asked at the end of the trap why it does not deliver the event', () => {
    const found = swept(guestPayload('suspend', 'minimal'), {});
    expect(found.found).toEqual([
      'skipped: the hart has masked events',
      'skipped: the hart does not come back from this trap at once',
    ]);
    // Not in the call that unmasks them.
    expect(found.traps).toContain('call of SSE hart_unmask');
  });
});

describe('a firmware that is made of instructions', () => {
  const payload = guestPayload('hello', 'minimal');
  const judged = (edit?: (text: string) => string) => swept(payload, { firmware: smallFirmware({}, edit).bytes });

  test('hides an event at each step of a call', () => {
    const found = judged();
    expect(found).toMatchObject({ traps: ['call of DBCN console_write'], found: [], differing: 0 });
    expect(found.boundaries).toBeGreaterThan(80);
  });

  const edited = (edit: (text: string) => string) => ({
    below: [...sweep(payload, { firmware: smallFirmware({}, edit).bytes })].flatMap(({ violations }) => violations),
    inside: judged(edit),
  });

  test('that loses an event which comes behind its look for events is found out, and only so', () => {
    const clears = ' csrr t0, mhartid\n slli t0, t0, 2\n li t1, MSIP\n add t1, t1, t0\n sw zero, 0(t1)\n';
    const { below, inside } = edited((text) => text.replace('leave:\n', `leave:\n${clears}`));
    expect(below).toEqual([]);
    expect(inside.found).toEqual(['completion pc for delivery not delivered']);
    // From the load of PENDING to that store.
    expect([inside.differing > 4, inside.differing < 20]).toEqual([true, true]);
  });

  test('that answers from memory which all harts share is found out, and only so', () => {
    const { below, inside } = edited((text) =>
      text
        .replace(
          '    sd a0, A0(sp)\n    sd zero, A1(sp)\n',
          '    la t0, shared\n    sd a0, 0(t0)\n    ld a0, 0(t0)\n    sd a0, A0(sp)\n    sd zero, A1(sp)\n',
        )
        .replace('areas:\n', 'shared:\n    .zero 16\nareas:\n'),
    );
    expect(below).toEqual([]);
    expect(inside).toMatchObject({ found: ['O6 x10 lost', 'O1 x10 lost'], differing: 1 });
  });
});

test('one step is examined alone', () => {
  const options: SweepOptions = { at: 'M-mode', firmware: smallFirmware().bytes };
  const payload = guestPayload('hello', 'minimal');
  const all = [...sweep(payload, options)];
  const alone = [...sweep(payload, { ...options, boundary: 40 })];
  expect(alone.map(({ number, pc, trap }) => [number, pc, trap])).toEqual([[40, all[40]!.pc, all[40]!.trap]]);
});

test.skipIf(!file)('OpenSBI, if HARTLAB_OPENSBI names one with SSE, hides an event in a call of SSE itself', () => {
  const payload = guestPayload('nested', 'complete-save');
  const window = { ...payload.window, boundaries: 30 };
  const found = swept({ ...payload, window }, { firmware: new Uint8Array(readFileSync(file!)) });
  expect(found).toMatchObject({ traps: ['call of SSE inject'], found: [] });
  expect(found.boundaries).toBeGreaterThan(200);
});
