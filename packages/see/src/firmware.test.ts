import {
  hstateen0,
  hstateens,
  mcounteren,
  mcountinhibit,
  medeleg,
  menvcfg,
  mhpmcounters,
  mhpmevents,
  mideleg,
  mie,
  minstret,
  mip,
  mstateen0,
  mstateens,
  satp,
  sip,
  sstatus,
} from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { Board, fdt, firmwareEnd, payload, ramBase } from './testing/board.ts';

describe('boot', () => {
  test('starts the payload on the first hart, in the state that a started hart has', () => {
    const [hart] = new Board().harts;
    expect(hart).toMatchObject({ pc: BigInt(payload), privilege: 'S', V: false, waiting: false });
    expect(hart!.x(10)).toBe(0n);
    expect(hart!.x(11)).toBe(fdt);
    expect(hart!.read(satp)).toBe(0n);
    expect(hart!.get(sstatus.SIE)).toBe(0);
  });

  test('leaves the other harts STOPPED', () => {
    const { harts } = new Board({ harts: 3 });
    expect(harts.map(({ stopped }) => stopped)).toEqual([false, true, true]);
  });

  // As OpenSBI prints them on QEMU virt: MIDELEG 0x1666, MEDELEG 0xf0b509; bit 0 cannot be delegated where there is C.
  test('delegates as OpenSBI does', () => {
    const [hart] = new Board().harts;
    expect(hart!.read(mideleg)).toBe(0x1666n);
    expect(hart!.read(medeleg)).toBe(0xf0b508n);
    const [withoutH] = new Board({ isa: 'rv64ima' }).harts;
    expect(withoutH!.read(mideleg)).toBe(0x222n);
    expect(withoutH!.read(medeleg)).toBe(0xb109n);
  });

  // OpenSBI's mstatus_init: its state enables, environment configuration and counters.
  test('opens to S-mode what OpenSBI opens, and nothing to a guest', () => {
    const [hart] = new Board({ isa: 'rv64imach_zihpm_sscofpmf_smstateen_sstc_svade_svadu_svpbmt' }).harts;
    expect(hart!.read(mideleg)).toBe(0x3666n);
    expect([hart!.get(mstateen0.ENVCFG), hart!.get(mstateen0.SE0)]).toEqual([1, 1]);
    expect([hstateen0, ...hstateens].map((csr) => hart!.read(csr))).toEqual([0n, 0n, 0n, 0n]);
    expect(mstateens.map((csr) => hart!.read(csr))).toEqual([1n << 63n, 1n << 63n, 1n << 63n]);
    expect([menvcfg.STCE, menvcfg.PBMTE, menvcfg.ADUE].map((field) => hart!.get(field))).toEqual([1, 1, 0]);
    expect(hart!.read(mhpmevents[0]!)).toBe(0xc000_0000_0000_0000n);
  });

  // OpenSBI's mstatus_init writes 0xfffffff8: cycle, time and instret run, the others wait for the supervisor to ask.
  test('stops the programmable counters, and lets the others run', () => {
    const board = new Board({ harts: 2, isa: 'rv64imac_zicntr_zihpm' });
    board.call(0x48534d, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    board.harts.forEach((hart, index) => {
      expect(hart.read(mcountinhibit)).toBe(0xffff_fff8n);
      hart.write(mhpmevents[0]!, 1n);
      const before = hart.read(minstret);
      board.execute(0x13, index);
      expect([hart.read(minstret) - before, hart.read(mhpmcounters[0]!)]).toEqual([1n, 0n]);
    });
  });

  test('lets S-mode use the cache-block operations that there are', () => {
    const [hart] = new Board({ isa: 'rv64imac_zicbom_zicboz' }).harts;
    expect([menvcfg.CBIE, menvcfg.CBCFE, menvcfg.CBZE].map((field) => hart!.get(field))).toEqual([3, 1, 1]);
    const [without] = new Board({ isa: 'rv64imac' }).harts;
    expect(without!.read(menvcfg)).toBe(0n);
  });

  test('lets hardware update A and D where software cannot', () => {
    const [hart] = new Board({ isa: 'rv64imac_svadu' }).harts;
    expect(hart!.read(menvcfg)).toBe(menvcfg.ADUE.mask);
  });

  test('a second boot starts from nothing', () => {
    const board = new Board({ harts: 2 });
    const SSE = 0x535345;
    const register = () => board.call(SSE, 2, [0xffff_0000n, BigInt(payload), 0n])[0];
    board.call(0x48534d, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    expect(register()).toBe(0n);
    expect(register()).toBe(-10n);
    board.boot();
    expect(board.harts[0]!.pc).toBe(BigInt(payload));
    expect(board.harts[1]!.stopped).toBe(true);
    expect(register()).toBe(0n);
  });

  test('a second boot forgets an IPI that was on its way', () => {
    const board = new Board({ harts: 2 });
    const start = () => {
      board.call(0x48534d, 0, [1n, BigInt(payload + 0x1000), 0n]);
      board.step(1);
    };
    start();
    board.call(0x735049, 0, [0b10n, 0n]);
    board.clearIpi(1n);
    board.boot();
    start();
    board.sendIpi(1n);
    board.execute(0x13, 1);
    expect(board.harts[1]!.read(sip)).toBe(0n);
  });

  test('the IPI that starts a hart has come to its end when the hart starts', () => {
    const board = new Board({ harts: 2 });
    board.call(0x48534d, 0, [1n, BigInt(payload + 0x1000), 0n]);
    expect(board.harts[1]!.read(mip)).toBe(mip.MSIP.mask);
    board.step(1);
    expect(board.harts[1]).toMatchObject({ pc: BigInt(payload + 0x1000), privilege: 'S' });
    expect(board.harts[1]!.read(mip)).toBe(0n);
  });

  test('listens to IPIs, and lets S-mode read the counters', () => {
    const [hart] = new Board().harts;
    expect(hart!.read(mie)).toBe(0x8n);
    expect(hart!.read(mcounteren) & 7n).toBe(7n);
  });
});

describe('memory protection', () => {
  const inside = BigInt(ramBase);
  const last = BigInt(firmwareEnd - 1);

  test.each([inside, last])('S-mode cannot reach firmware memory at 0x%s', (address) => {
    const [hart] = new Board().harts;
    for (const [access, cause] of [
      ['fetch', 1n],
      ['load', 5n],
      ['store', 7n],
    ] as const)
      expect(hart!.translate(address, access)).toEqual({ trap: expect.objectContaining({ cause, tval: address }) });
  });

  test('S-mode reaches all else', () => {
    const [hart] = new Board().harts;
    for (const address of [payload, 0x8030_0000, 0x1000_0000, 0x7fff_ffff])
      expect(hart!.translate(BigInt(address), 'load')).toEqual({ physical: address });
  });
});

describe('a snapshot', () => {
  const HSM = 0x48534d;
  /** Suspends hart 0, retentively, at `pc`: where it then is, is for the firmware to remember. */
  const suspend = (board: Board, pc: number) => {
    board.harts[0]!.pc = BigInt(pc);
    board.call(HSM, 3, [0n, 0n, 0n]);
    expect(board.harts[0]!.waiting).toBe(true);
  };
  const wake = (board: Board) => {
    board.sendIpi(0n);
    board.step();
    board.clearIpi(0n);
    return board.harts[0]!.pc;
  };

  test('has the place to which a suspended hart returns, and the state of the others', () => {
    const board = new Board({ harts: 2 });
    suspend(board, payload + 0x1000);
    const snapshot = board.firmware.save();
    const block = board.memory.hartBlock(0).slice();
    expect(wake(board)).toBe(BigInt(payload + 0x1004));
    suspend(board, payload + 0x2000);
    board.firmware.restore(snapshot);
    board.memory.hartBlock(0).set(block);
    board.harts[0]!.flushTranslations();
    expect(wake(board)).toBe(BigInt(payload + 0x1004));
    // And once more: what was restored is not the snapshot itself.
    suspend(board, payload + 0x3000);
    board.firmware.restore(snapshot);
    board.memory.hartBlock(0).set(block);
    board.harts[0]!.flushTranslations();
    expect(wake(board)).toBe(BigInt(payload + 0x1004));
  });

  test('has the events', () => {
    const board = new Board();
    const register = () => board.call(0x535345, 2, [0xffff_0000n, BigInt(payload), 0n])[0];
    const before = board.firmware.save();
    expect(register()).toBe(0n);
    const registered = board.firmware.save();
    board.firmware.restore(before);
    // sbi "Function: Register a software event (FID #2)": SBI_ERR_INVALID_STATE where it is registered already.
    expect(register()).toBe(0n);
    board.firmware.restore(registered);
    expect(register()).toBe(-10n);
  });

  test('has an IPI that is on its way', () => {
    const board = new Board({ harts: 2 });
    board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    board.step(1);
    const quiet = board.firmware.save();
    board.call(0x735049, 0, [0b10n, 0n]);
    const sent = board.firmware.save();
    board.firmware.restore(quiet);
    board.execute(0x13, 1);
    expect(board.harts[1]!.read(sip)).toBe(0n);
    board.firmware.restore(sent);
    board.sendIpi(1n);
    board.execute(0x13, 1);
    expect(board.harts[1]!.read(sip)).toBe(2n);
  });
});

test('an interrupt that the firmware has not asked for ends the run, and says which', () => {
  const board = new Board();
  const hart = board.harts[0]!;
  hart.write(mie, mie.MEIE.mask);
  hart.setInterrupt('MEIP', true);
  board.step();
  expect(board.halts).toEqual([
    'hart 0: the firmware cannot handle a trap from below M-mode: mcause=0x800000000000000b mepc=0x80200000 mtval=0x0',
  ]);
});

// The trap is taken at the ECALL (priv "Environment Call and Breakpoint"), and its length is to be added by software.
test.each([0xffff_fffcn, 0xffff_ffff_ffff_fffcn])('a call from 0x%x returns to the next instruction', (pc) => {
  const board = new Board();
  const hart = board.harts[0]!;
  hart.pc = pc;
  hart.setX(16, 0n);
  hart.setX(17, 0x10n);
  hart.trap({ cause: 9n }, 'M');
  board.firmware.trap(hart);
  expect(hart).toMatchObject({ pc: BigInt.asUintN(64, pc + 4n), privilege: 'S' });
});
