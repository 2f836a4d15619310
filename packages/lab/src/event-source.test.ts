import { readFileSync } from 'node:fs';
import { mip } from '@hartlab/hart';
import { parseCpu } from '@hartlab/isa';
import { BufferConsole, Machine } from '@hartlab/machine';
import type { PolicyName } from '@hartlab/sse';
import { describe, expect, test, vi } from 'vitest';
import { CounterOverflow, type SourceName } from './event-source.ts';
import { isExempt, overflowFields } from './exemptions.ts';
import { assembledImage, guestSource } from './guest-image.ts';
import type { GuestName, HandlerName } from './guests.ts';
import { Hand } from './hand.ts';
import { MachineMode } from './machine-mode.ts';
import { adoptedPayload, guestPayload, payloadOf, type Payload } from './payload.ts';
import { stateField } from './state-field.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import { opensbiFile as file } from './testing/opensbi.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

const { isa } = parseCpu('rv64,sscofpmf=true');
const others = ['software-global', 'counter'] as const satisfies readonly SourceName[];

/** What a sweep reports, but for who did it: that is another instruction where another event is handled. */
function swept(payload: Payload, options: SweepOptions) {
  const record = new SweepRecord(payload, 'private');
  for (const boundary of sweep(payload, { isa, ...options })) record.add(boundary);
  const { violations, ...rest } = record.report;
  return { ...rest, violations: violations.map((violation) => ({ ...violation, writer: undefined })) };
}

const cut = (payload: Payload, boundaries: number): Payload => ({
  ...payload,
  window: { ...payload.window, boundaries },
});

const edited = (from: string, to: string) =>
  payloadOf('hello', 'minimal', assembledImage(guestSource('hello', 'minimal').replace(from, to)));

const reasons = ({ skipped }: ReturnType<typeof swept>) => new Set(skipped.map(({ reason }) => reason));

describe.each(others)('source %s', (source) => {
  test.each<[GuestName, HandlerName, PolicyName]>([
    ['world-switch', 'minimal', 'opensbi-1.9'],
    ['world-switch', 'linux-2025', 'spec-3.0'],
    ['user-return', 'forgetful', 'private'],
  ])('finds what the software event does: %s, %s, %s', (guest, handler, policy) => {
    const payload = cut(guestPayload(guest, handler), 120);
    const found = swept(payload, { policy, source });
    expect(found).toEqual(swept(payload, { policy, source: 'software' }));
    expect(found.injected).toBe(120);
  });

  test('comes to a payload that does not know SSE', () => {
    const image = assembledImage(guestSource('hello', 'minimal').replace('call sse_arm', 'nop'));
    const payload = adoptedPayload('hello', image, { begin: 0x8020_0000n, boundaries: 25 });
    expect(swept(payload, { source })).toMatchObject({ injected: 25, skipped: [], violations: [] });
  });

  test('is not delivered where events are masked', () => {
    const found = swept(cut(edited('li a6, SSE_HART_UNMASK', 'li a6, 99'), 10), { source });
    expect(found.injected).toBe(0);
    expect(reasons(found)).toEqual(new Set(['the hart has masked events']));
  });

  const event = source === 'counter' ? '0x10000' : '0xffff8000';
  /** What `sse_arm` does, in the window, with the event of the source and this handler. */
  const registers = (handler: string) =>
    `sweep_begin:\n li a0, ${event}\n la a1, ${handler}\n la a2, sse_stack_end\n li a7, SBI_SSE\n` +
    ' li a6, SSE_REGISTER\n ecall\n bnez a0, .\n li a0, 1\n';

  test('is given back to a payload that registers it in the window, and no longer forced', () => {
    const found = swept(cut(edited('sweep_begin:\n', registers('_start')), 400), { source });
    // It comes to the end of its window, so its own call is not refused.
    expect(found.boundaries).toBeLessThan(400);
    expect(found.violations).toEqual([]);
    expect(reasons(found)).toEqual(new Set(['the payload has the event for itself']));
    // From the call on: some instructions load its arguments.
    expect(found.injected).toBe(found.skipped[0]?.boundary);
    expect(found.injected).toBeGreaterThan(5);
    expect(found.injected).toBeLessThan(14);
  });

  test('is the payload’s own where that has it with the same handler, and refused with another', () => {
    const before = (handler: string) =>
      registers(handler).replace('sweep_begin:\n', '') + ` li a0, ${event}\n li a6, SSE_ENABLE\n ecall\nsweep_begin:\n`;
    const own = cut(edited('sweep_begin:\n', before('sse_handler')), 5);
    expect(swept(own, { source })).toMatchObject({ injected: 5, violations: [] });
    expect(() => swept(edited('sweep_begin:\n', before('_start')), { source })).toThrow(
      `hello has event ${event} for itself, with a handler that is not the sweep's`,
    );
  });
});

test('a global event comes to the swept hart, whichever it preferred before', () => {
  const event = ' li a0, 0xffff8000\n';
  const call = (fid: number) => ` li a7, SBI_SSE\n li a6, ${fid}\n ecall\n bnez a0, .\n`;
  // PREFERRED_HART, attribute 3, is put to hart 1, the lab's; the attributes of an event outlast its registration.
  const before =
    `${event} la a1, sse_handler\n li a2, 0\n${call(2)}` +
    `${event} li a1, 3\n li a2, 1\n la a3, hart\n li a4, 0\n${call(1)}` +
    `${event}${call(3)}`;
  const source = guestSource('hello', 'minimal')
    .replace('sweep_begin:\n', `${before}sweep_begin:\n`)
    .replace('greeting:', '.balign 8\nhart: .dword 1\ngreeting:');
  const payload = cut(payloadOf('hello', 'minimal', assembledImage(source)), 5);
  expect(swept(payload, { source: 'software-global' })).toMatchObject({ injected: 5, violations: [] });
});

describe('source counter', () => {
  test('has the extension that it needs added to the hart of the payload', () => {
    const payload = cut(guestPayload('landing-pad', 'landing'), 20);
    const boundaries = [...sweep(payload, { source: 'counter' })];
    expect(boundaries.map(({ skipped, violations }) => [skipped, violations])).toEqual(
      boundaries.map(() => [undefined, []]),
    );
  });

  test('is refused in a line on a hart without it', () => {
    expect(() => swept(guestPayload('hello', 'minimal'), { source: 'counter', isa: parseCpu('rv64').isa })).toThrow(
      'the firmware does not offer event 0x10000: NOT_SUPPORTED (-2)',
    );
  });

  test.each<[HandlerName, string, number]>([
    ['minimal', 'ends', 0],
    ['pmu', 'stays', 1],
  ])('with the handler %s the interrupt %s when that is entered', (handler, _, LCOFIP) => {
    const payload = guestPayload('hello', handler);
    const machine = new Machine({
      bios: 'built-in',
      kernel: payload.image,
      hand: true,
      isa,
      ram: 8 * 1024 ** 2,
      console: new BufferConsole(),
    });
    const hart = machine.harts[0]!;
    const machineMode = new MachineMode(machine);
    const source = new CounterOverflow(machineMode, Hand.startedBy(hart, machineMode), payload);
    // It is the supervisor's yet.
    expect(source.obstacle(hart)).toMatch(/^the overflow interrupt is the supervisor's/);
    expect([source.raise(hart), hart.get(mip.LCOFIP)]).toEqual([false, 1]);
    source.entered(hart);
    expect(hart.get(mip.LCOFIP)).toBe(LCOFIP);
  });

  // sbi "Function: Stop a set of counters (FID #4)", whose call ends the interrupt: the lab does not.
  test('leaves the interrupt to a handler that stops its counter', () => {
    const payload = cut(guestPayload('user-return', 'pmu'), 40);
    const found = swept(payload, { source: 'counter' });
    expect(found).toEqual(swept(payload, { source: 'software' }));
    expect(found.injected).toBe(40);
  });

  test('exempts what hart and firmware make of the interrupt, and nothing else', () => {
    const words = [...overflowFields].map((field) => field.replace(/\d+/, 'N'));
    expect(new Set(words)).toEqual(new Set(['mie.LCOFIE', 'mip.LCOFIP', 'mhpmeventN.OF']));
    expect([...overflowFields].filter((field) => isExempt(stateField(field)))).toEqual([]);
  });
});

describe.skipIf(!file)('OpenSBI, if HARTLAB_OPENSBI names one with SSE', () => {
  test.each(others)('has the findings of its policy from %s', (source) => {
    const payload = cut(guestPayload('world-switch', 'minimal'), 120);
    const found = swept(payload, { firmware: new Uint8Array(readFileSync(file!)), source });
    expect(found).toEqual(swept(payload, { policy: 'opensbi-1.9', source: 'software' }));
    expect(found.violations.length).toBeGreaterThan(20);
  });
});
