import { describe, expect, test, vi } from 'vitest';
import { assembledImage, guestSource } from './guest-image.ts';
import { payloadOf, type Payload } from './payload.ts';
import type { LastWriter } from './last-writer.ts';
import { sweep } from './sweep.ts';
import { smallFirmware, type Place } from './testing/small-firmware.ts';

// A sweep takes a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

/** Before its first boundary the kernel does this. */
const hello = (before = ''): Payload => {
  const source = guestSource('hello', 'minimal').replace('sweep_begin:\n', `${before}\nsweep_begin:\n`);
  const payload = payloadOf('hello', 'minimal', assembledImage(source));
  return { ...payload, window: { ...payload.window, boundaries: 1 } };
};

/** The writers of a field, from the last on back: `csrw`, or the name of a label, and where each took the value from. */
function chain(violation: string, faults: Partial<Record<Place, string>>, payload = hello()): string[] {
  const { bytes, symbols } = smallFirmware(faults);
  const [boundary] = sweep(payload, { firmware: bytes });
  const found = boundary!.violations.find(({ oracle, field }) => `${oracle} ${field}` === violation);
  const labels = new Map([...symbols].map(([name, address]) => [address, name]));
  const words: string[] = [];
  for (let writer: LastWriter | undefined = found?.writer; writer; writer = writer.source?.writer) {
    const { agent, step, source } = writer;
    const label = step && labels.get(step.pc);
    words.push(label ?? step?.decoded?.insn.name ?? agent);
    if (source) words.push(source.field.replace(/^memory 0x\w+$/, 'memory'));
  }
  return words;
}

const modify = (label: string, field: string, change: string) =>
  `ld t0, ${field}(sp)\n${change}\n${label}: sd t0, ${field}(sp)`;
const clearsMPP = 'li t1, 0x1800\n not t1, t1\n and t0, t0, t1';

describe('the writer of a value is followed through a frame in memory', () => {
  test('of a field of mstatus, to the store that put the wrong bits there', () => {
    expect(chain('O1 privilege', { completion: modify('fault', 'STATUS', clearsMPP) })).toEqual([
      'mret',
      'mstatus.MPP',
      'csrrw',
      'memory',
      'fault',
    ]);
  });

  test('and not to one that has put them back as it found them, beside others', () => {
    const later = modify('harmless', 'STATUS', 'li t1, 0x20\n or t0, t0, t1');
    const completion = `${modify('fault', 'STATUS', clearsMPP)}\n${later}`;
    expect(chain('O1 privilege', { completion })).toEqual(['mret', 'mstatus.MPP', 'csrrw', 'memory', 'fault']);
    expect(chain('O1 mstatus.SPIE', { completion }).at(-1)).toBe('harmless');
  });

  test('of a register, to the store, and to what that had in it', () => {
    expect(chain('O1 x16', { completion: 'fault: sd zero, A6(sp)' })).toEqual(['ld', 'memory', 'fault']);
    const fromCsr = 'csrr t0, mhartid\n addi t0, t0, 9\nfault: sd t0, A6(sp)';
    expect(chain('O1 x16', { completion: fromCsr }).slice(-1)).toEqual(['fault']);
    // A call of its own register, which only the trap's frame has.
    expect(chain('O1 x16', { completion: 'ld t0, 64(sp)\nfault: sd t0, A6(sp)' }, hello(' li s0, 99'))).toEqual([
      'ld',
      'memory',
      'fault',
      'memory',
      'sd',
      'x8',
      'interrupted software',
    ]);
  });

  test('of the pc, through mepc', () => {
    expect(chain('O1 pc', { completion: modify('fault', 'EPC', 'addi t0, t0, 4') })).toEqual([
      'mret',
      'mepc',
      'csrrw',
      'memory',
      'fault',
    ]);
  });

  test('and not to what had been stored there before it, with the same bits', () => {
    const completion =
      'other: sd zero, 900(sp)\n csrr t0, hstatus\nstored: sd t0, 900(sp)\n ld t1, 900(sp)\n' +
      ' srli t1, t1, 7\n andi t1, t1, 1\nfault: csrw mcounteren, t1';
    expect(chain('O1 mcounteren.CY', { completion })).toEqual([
      'fault',
      'memory',
      'stored',
      'hstatus.SPV',
      'interrupted software',
    ]);
  });
});

test('whether a bit is set tells of that bit', () => {
  const completion = 'csrr t0, hstatus\n andi t0, t0, 128\n snez t0, t0\n slli t0, t0, 5\nfault: csrw mcounteren, t0';
  expect(chain('O1 mcounteren.HPM5', { completion })).toEqual(['fault', 'hstatus.SPV', 'interrupted software']);
});

describe('a CSR', () => {
  test('that is written from another tells which, and who had written that', () => {
    expect(
      chain(
        'O1 sscratch',
        { completion: 'csrr t0, stval\n slli t0, t0, 0\nfault: csrw sscratch, t0' },
        hello(' li t0, 77\n csrw stval, t0'),
      ),
    ).toEqual(['fault', 'stval', 'interrupted software']);
    expect(
      chain('O1 sscratch', {
        completion: 'li t0, 55\nfirst: csrw stval, t0\n csrr t1, stval\nfault: csrw sscratch, t1',
      }),
    ).toEqual(['fault', 'stval', 'first', 'x5', 'addi']);
  });

  // Scenario K1: what stood in hstatus.SPV is not of this interruption.
  test('that is written with what it held is the writer’s', () => {
    const payload = hello(' li t0, 1 << 7\n csrs hstatus, t0');
    expect(chain('O6 hstatus.SPV', { injection: 'csrr t0, hstatus\nfault: csrw hstatus, t0' }, payload)).toEqual([
      'fault',
      'hstatus.SPV',
      'interrupted software',
    ]);
    expect(chain('O6 hstatus.SPV', {}, payload)).toEqual(['interrupted software']);
    // One that sets other bits says nothing of this one.
    expect(chain('O6 hstatus.SPV', { injection: 'li t0, 1 << 9\n csrc hstatus, t0' }, payload)).toEqual([
      'interrupted software',
    ]);
  });

  test('that the firmware made itself has no source', () => {
    expect(chain('O1 sscratch', { completion: 'fault: csrwi sscratch, 5' })).toEqual(['fault']);
  });
});
