import { BufferConsole, Machine } from '@hartlab/machine';
import { describe, expect, test, vi } from 'vitest';
import { guestImage } from './guest-image.ts';
import type { HandlerName } from './guests.ts';
import { guestPayload } from './payload.ts';
import { summary } from './summary.ts';
import { sweep } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

// It passes under OpenSBI 1.9 on QEMU 11.1 as well, with 1 and 4 harts and `system-suspend-test` in the device tree.
test.each([1, 2, 4, 8])('the guest suspend passes on %i harts', (harts) => {
  const console = new BufferConsole();
  const kernel = guestImage('suspend', 'minimal');
  const machine = new Machine({ bios: 'built-in', kernel, ram: 8 * 1024 ** 2, console, harts });
  expect(machine.run({ maxInstructions: 100_000 })).toMatchObject({ reason: 'poweroff' });
  expect(console.text).toBe('PASS suspend\n');
});

const swept = (handler: HandlerName, policy: string, harts: number) => {
  const each = guestPayload('suspend', handler);
  const collected = new SweepRecord(each, policy);
  /** How often an event was forced at the first instruction after a deep sleep. */
  let atResumption = 0;
  for (const boundary of sweep(each, { policy, harts })) {
    collected.add(boundary);
    if (boundary.pc === each.address('resumed') && boundary.skipped === undefined) atResumption++;
  }
  return { collected, atResumption };
};

describe.each([1, 4])('an event at every instruction of a kernel that sleeps, %i harts', (harts) => {
  test.each([
    ['private', 'minimal'],
    ['private', 'forgetful'],
    ['spec-3.0', 'minimal'],
    ['spec-3.0', 'preserving'],
    ['opensbi-1.9', 'minimal'],
    ['patch-2026-04', 'minimal'],
  ] as const)('%s, %s: is not to be seen', (policy, handler) => {
    const { collected, atResumption } = swept(handler, policy, harts);
    expect(collected.report.violations).toEqual([]);
    // Two deep sleeps end with events unmasked: of the hart, and of the system.
    expect(atResumption).toBe(2);
    // What cannot be interrupted is not: while events are masked, and while the hart sleeps.
    expect(new Set(collected.report.skipped.map(({ reason }) => reason))).toEqual(
      new Set([
        'the hart has masked events',
        'the hart is in M-mode',
        ...(harts > 1 ? ['an interrupt for M-mode comes first'] : []),
      ]),
    );
  });

  test('each boundary of hart 0 counts once, whoever has a turn in between', () => {
    const { image, window } = guestPayload('suspend', 'minimal');
    const console = new BufferConsole();
    const machine = new Machine({ bios: 'built-in', kernel: image, ram: 8 * 1024 ** 2, console, harts });
    const [hart] = machine.harts;
    let boundaries = 0;
    let isInWindow = false;
    machine.run({
      observe: (stepped) => {
        if (stepped !== hart) return;
        if (isInWindow) boundaries++;
        if (hart.pc === window.begin) isInWindow = true;
        if (hart.pc === window.end) isInWindow = false;
      },
    });
    expect(swept('minimal', 'private', harts).collected.report.boundaries).toBe(boundaries);
  });

  test('a handler that forgets is caught, at the resumption as well', () => {
    const { collected } = swept('forgetful', 'spec-3.0', harts);
    expect(summary(collected.findings)).toEqual(['O1 privilege S→U in S', 'O1 mstatus.SIE 0→1 in S']);
  });
});
