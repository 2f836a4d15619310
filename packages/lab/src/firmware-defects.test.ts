import { DEFAULT_CPU, parseCpu, parseIsa } from '@hartlab/isa';
import { describe, expect, test, vi } from 'vitest';
import { assembledImage, guestSource } from './guest-image.ts';
import { guestPayload, payloadOf, type Payload } from './payload.ts';
import { reportedViolations, writerInWords } from './report.ts';
import { sweep, type SweepOptions } from './sweep.ts';
import { SweepRecord } from './sweep-record.ts';
import { smallFirmware, type Place } from './testing/small-firmware.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** Faults planted into a firmware that is made of instructions: the sweep has to find each, and to name it. */

type Faults = Partial<Record<Place, string>>;

const options = (faults: Faults, edit?: (text: string) => string): SweepOptions => ({
  firmware: smallFirmware(faults, edit).bytes,
});

/** The guest `hello`, edited, in its first boundaries. */
const hello = (boundaries: number, edit = (text: string): string => text): Payload => {
  const payload = payloadOf('hello', 'minimal', assembledImage(edit(guestSource('hello', 'minimal'))));
  return { ...payload, window: { ...payload.window, boundaries } };
};

/** What is found, each kind once, and why there was no event. */
function swept(payload: Payload, given: SweepOptions) {
  const record = new SweepRecord(payload, 'planted');
  for (const boundary of sweep(payload, given)) record.add(boundary);
  const { skipped } = record.report;
  return [
    ...new Set(record.findings.map(({ oracle, field, change }) => `${oracle} ${field} ${change}`)),
    ...new Set(skipped.map(({ reason }) => `skipped: ${reason}`)),
  ];
}

const found = (faults: Faults, edit?: (text: string) => string) => swept(hello(3), options(faults, edit));

test('without a fault there is nothing to find, in a kernel and its program', () => {
  expect(swept(guestPayload('user-return', 'preserving'), options({}))).toEqual([]);
});

describe('a firmware that does not come back', () => {
  // QEMU's test finisher: 0x5555 is a pass (hw/misc/sifive_test.c).
  test.each<[string, string, string]>([
    ['held up in the firmware', '9: j 9b', ''],
    ['put to sleep in the firmware', '9: wfi\n j 9b', ''],
    ['lost in a trap of the firmware', '.word 0', 'illegal instruction'],
    ['lost in a trap of the firmware', 'ld t0, 0(zero)', 'load access fault'],
    ['held up in a wait for time', 'csrr t0, time\n addi t0, t0, 50\n9: csrr t1, time\n bltu t1, t0, 9b', ''],
    [
      'held up in a wait for time',
      'li t0, 0x200bff8\n ld t1, 0(t0)\n addi t1, t1, 50\n9: ld t2, 0(t0)\n bltu t2, t1, 9b',
      '',
    ],
    ['cut off by the end of the machine', 'li t0, 0x100000\n li t1, 0x5555\n sw t1, 0(t0)\n j .', ''],
  ])('the handler is %s (%#)', (change, fault, why) => {
    for (const place of ['injection', 'completion'] as const) {
      const given = options({ [place]: fault });
      expect(swept(hello(1), given)).toEqual([`completion pc in M-mode ${change}`]);
      const [boundary] = sweep(hello(1), given);
      const [violation] = boundary!.violations;
      if (why) expect(violation?.stranding?.why).toBe(why);
      const { address } = violation!.writer.step ? { address: violation!.writer.step.pc } : { address: 0n };
      expect(address >= 0x8000_0000n && address < 0x8002_0000n).toBe(true);
    }
  });

  test('is told with the place where it trapped, not where that led', () => {
    const image = smallFirmware({ completion: 'fault: .word 0' });
    const [boundary] = sweep(hello(1), { firmware: image.bytes });
    expect(boundary?.violations[0]?.stranding).toMatchObject({ how: 'traps', pc: image.symbols.get('fault') });
  });

  test('a trap that the firmware returns from is none', () => {
    // mtvec leads behind the access, and back.
    const probe = 'la t1, 9f\n csrrw t1, mtvec, t1\n ld t0, 0(zero)\n.balign 4\n9: csrw mtvec, t1\n csrr t2, mstatus';
    const back = ' la t3, 8f\n csrw mepc, t3\n li t3, 3 << 11\n csrs mstatus, t3\n mret\n8: csrw mstatus, t2\n7: j 7b';
    expect(found({ completion: probe + '\n' + back })).toEqual(['completion pc in M-mode held up in the firmware']);
  });

  // M-mode's timer goes off meanwhile, and is where it was when the event is over.
  const timer = 'li t0, 0x2004000\n li t1, 100\n sd t1, 0(t0)';
  test.each(['csrr t0, time\n addi t0, t0, 500\n9: csrr t1, time\n bltu t1, t0, 9b'])(
    'that waits for time comes back while the clock runs, and time has passed for it alone (%#)',
    (fault) => {
      for (const place of ['injection', 'completion'] as const)
        expect(swept(hello(3), { ...options({ start: timer, [place]: fault }), clock: 'running' })).toEqual([]);
    },
  );
});

describe('what the firmware says of the event', () => {
  test.each<[string, Faults, readonly string[]]>([
    // Both ways: the software that is resumed sees nothing of it.
    ['a6 and a7 are exchanged', {}, ['O6 event.INTERRUPTED_A6 changed', 'O6 event.INTERRUPTED_A7 changed']],
    [
      'the flags have another bit',
      { injection: 'ld t0, FLAGS(sp)\n ori t0, t0, 4\n sd t0, FLAGS(sp)' },
      ['O6 event.INTERRUPTED_FLAGS changed'],
    ],
    [
      'it goes on being pending while it is handled',
      { injection: 'li t0, 1\n sd t0, PENDING(sp)', completion: 'sd zero, PENDING(sp)' },
      ['O6 event.pending 0→1'],
    ],
    // From then on it is handled again and again.
    [
      'it goes on being pending',
      { injection: 'li t0, 1\n sd t0, PENDING(sp)' },
      [
        'O6 event.pending 0→1',
        ...['x16 lost', 'x17 changed', 'pc changed', 'sepc changed', 'mstatus.SPP 0→1'].map((each) => `O1 ${each}`),
        'O1 event.state ENABLED→RUNNING',
        'O1 event.pending 0→1',
      ],
    ],
    [
      'it is not enabled again',
      { completion: 'li t0, REGISTERED\n sd t0, STATE(sp)' },
      ['O1 event.state ENABLED→REGISTERED'],
    ],
    ['the hart is masked', { completion: 'li t0, 1\n sd t0, MASKED(sp)' }, ['O1 event.masked 0→1']],
    ['its priority is another', { completion: 'li t0, 7\n sd t0, PRIORITY(sp)' }, ['O1 event.PRIORITY changed']],
    ['its argument is another', { completion: 'sd zero, ENTRY_ARG(sp)' }, ['O1 event.ENTRY_ARG lost']],
  ])('%s', (what, faults, expected) => {
    const exchanged = (text: string) =>
      what !== 'a6 and a7 are exchanged'
        ? text
        : text
            .replace('ld t0, A6(sp)\n    sd t0, OLD_A6', 'ld t0, A7(sp)\n    sd t0, OLD_A6')
            .replace('ld t0, A7(sp)\n    sd t0, OLD_A7', 'ld t0, A6(sp)\n    sd t0, OLD_A7')
            .replace('ld t0, OLD_A6(sp)\n    sd t0, A6', 'ld t0, OLD_A7(sp)\n    sd t0, A6')
            .replace('ld t0, OLD_A7(sp)\n    sd t0, A7', 'ld t0, OLD_A6(sp)\n    sd t0, A7');
    expect(found(faults, exchanged)).toEqual(expected);
  });
});

describe('an event that is not delivered', () => {
  test('is a finding where nothing stands in its way', () => {
    expect(found({ interrupt: 'j leave' })).toEqual(['completion pc for delivery not delivered']);
  });
  test.each([
    ['the hart has masked events', 'li a6, SSE_HART_UNMASK'],
    ['the event is not ENABLED', 'li a6, SSE_ENABLE'],
  ])('is none where %s, but what the firmware has changed is', (reason, line) => {
    const payload = hello(3, (text) => text.replace(line, 'li a6, 99'));
    expect(swept(payload, options({}))).toEqual([`skipped: ${reason}`]);
    // The injecting call comes to the frame of the hand; what comes to the hart is an interrupt, where the event is enabled.
    if (line !== 'li a6, SSE_ENABLE')
      expect(swept(payload, options({ interrupt: 'li t0, 99\n sd t0, 208(sp)\n j leave' }))).toEqual([
        'O1 x26 changed',
      ]);
  });
});

describe('M-level state that decides what happens below M-mode', () => {
  test.each<[string, string]>([
    ['mideleg.SSI', 'csrci mideleg, 2'],
    ['medeleg.breakpoint', 'csrci medeleg, 8'],
    ['mcounteren.CY', 'csrci mcounteren, 1'],
    ['mcountinhibit.CY', 'csrsi mcountinhibit, 1'],
    ['menvcfg.CBZE', 'li t0, 1 << 7\n csrs menvcfg, t0'],
    ['mie.SSIE', 'csrsi mie, 2'],
    ['mip.SSIP', 'csrsi mip, 2'],
    ['mip.VSSIP', 'csrsi mip, 4'],
    ['mstatus.TVM', 'li t0, 1 << 20\n ld t1, STATUS(sp)\n or t1, t1, t0\n sd t1, STATUS(sp)'],
    ['pmpcfg0', 'li t0, 0x1f19\n csrw pmpcfg0, t0'],
    ['pmpaddr0', 'li t0, 0x20001fff\n csrw pmpaddr0, t0'],
    ['stimecmp', 'csrw stimecmp, t0'],
    ['mhpmevent3', 'li t0, 5\n csrw mhpmevent3, t0'],
  ])('%s is compared', (field, fault) => {
    const all = found({ completion: fault });
    expect(all.filter((each) => each.startsWith(`O1 ${field.split('.')[0]}`))).not.toEqual([]);
  });
});

test.each([
  ['mseccfg.RLB', 'smepmp', 'csrsi mseccfg, 4'],
  ['mstateen0.SE0', 'smstateen', 'li t0, 1\n slli t0, t0, 63\n csrs mstateen0, t0'],
])('%s is compared where a hart has it', (field, extension, fault) => {
  const isa = parseIsa(`${parseCpu(DEFAULT_CPU).isa.name}_${extension}`);
  expect(swept(hello(1), { ...options({ completion: fault }), isa })).toEqual([`O1 ${field} 0→1`]);
});

describe('devices and other harts', () => {
  test.each<[string, string]>([
    ['O1 ns16550a.SCR changed', 'li t0, 0x10000007\n li t1, 0x5a\n sb t1, 0(t0)'],
    ['O1 plic.priority[10] 0→1', 'li t0, 0xc000028\n li t1, 1\n sw t1, 0(t0)'],
    ['O1 plic.contexts[0].threshold changed', 'li t0, 0xc201000\n li t1, 2\n sw t1, 0(t0)'],
    ['O1 clint.mtimecmp[0] changed', 'li t0, 0x2004000\n li t1, 5000\n sd t1, 0(t0)'],
  ])('%s', (expected, fault) => {
    expect(found({ completion: fault })).toEqual([expected]);
  });

  test('what M-mode alone sees of the interrupt controller is not compared', () => {
    // The threshold of context 0, which is the M-mode of hart 0 (plic "Priority Thresholds").
    expect(found({ completion: 'li t0, 0xc200000\n li t1, 2\n sw t1, 0(t0)' })).toEqual([]);
  });

  /** Hart 1 runs in S-mode, far from anything. */
  const two = hello(
    3,
    (text) =>
      text.replace(
        'sweep_begin:\n',
        ' li a0, 1\n la a1, spin\n li a2, 0\n li a7, 0x48534d\n li a6, 0\n ecall\n' +
          '8: la t0, runs\n ld t1, 0(t0)\n beqz t1, 8b\nsweep_begin:\n',
      ) + '\n.balign 8\nruns: .dword 0\nspin: la t0, runs\n li t1, 1\n sd t1, 0(t0)\n li s0, 5\n9: j 9b\n',
  );
  /** Where the swept hart completes, hart 1 is interrupted and waited for, and this is done there. */
  const onTheOther = (fault: string): SweepOptions => ({
    ...options({
      completion: 'li t0, MSIP\n li t1, 1\n sw t1, 4(t0)\n9: lw t1, 4(t0)\n bnez t1, 9b',
      interrupt: `csrr t0, mhartid\n addi t0, t0, -1\n bnez t0, 9f\n${fault}\n9:`,
    }),
    harts: 2,
  });

  test.each([
    [[], 'nop'],
    // mscratch, mepc and mcause are other than before as well: only M-mode sees that.
    [['O1 hart 1 sscratch changed'], 'li t0, 77\n csrw sscratch, t0'],
    [['O1 hart 1 x8 changed'], 'li t0, 77\n sd t0, 64(sp)'],
    [['O1 hart 1 mideleg.SSI 1→0'], 'csrci mideleg, 2'],
  ])('another hart is compared as well: %s', (expected, fault) => {
    expect(swept(two, onTheOther(fault))).toEqual(expected);
  });
});

describe('a firmware that leaves its memory readable', () => {
  // The first entry, of the firmware's memory, permits all.
  const start = 'li t0, 0x1f1f\n csrw pmpcfg0, t0';
  test('has what it writes there found, but for memory that is said to be its own', () => {
    const open = options({ start });
    const all = swept(hello(1), open);
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((each) => !each.startsWith('O1 memory 0x8000'))).toEqual([]);
    expect(swept(hello(1), { ...open, firmwareMemory: 'below the payload' })).toEqual([]);
    expect(swept(hello(1), { ...open, firmwareMemory: { begin: 0x8000_0000, end: 0x8002_0000 } })).toEqual([]);
    expect(swept(hello(1), { ...open, firmwareMemory: { begin: 0x8000_0000, end: 0x8000_0100 } })).toEqual(all);
  });
  test('is still found to write elsewhere', () => {
    const faulty = options({ start, completion: 'li t0, 0x80300000\n li t1, 5\n sd t1, 0(t0)' });
    expect(swept(hello(1), { ...faulty, firmwareMemory: 'below the payload' })).toEqual([
      'O1 memory 0x80300000 changed',
    ]);
  });
});

test('a report says how the firmware does not come back', () => {
  const { bytes, symbols } = smallFirmware({ completion: 'fault: .word 0' });
  const payload = hello(1);
  const [boundary] = sweep(payload, { firmware: bytes });
  const [violation] = reportedViolations(boundary!, payload);
  expect(violation?.stranded).toBe(`traps at 0x${symbols.get('fault')!.toString(16)}: illegal instruction`);
});

test('the last writer of a field of the event is the firmware, and no instruction is known', () => {
  const payload = hello(1);
  const given = options({ completion: 'li t0, 1\n sd t0, MASKED(sp)' });
  const [boundary] = sweep(payload, given);
  expect(reportedViolations(boundary!, payload).map(({ writer }) => writerInWords(writer))).toEqual([
    'firmware at completion',
  ]);
});
