import { mcountinhibit, mhpmcounters, mhpmevents, mideleg, mie, mip, mstatus, sepc, sip, sstatus } from '@hartlab/hart';
import { describe, expect, test } from 'vitest';
import { withdrawOverflow } from './counter-overflow.ts';
import { Board, payload } from './testing/board.ts';
import {
  isa,
  SSE,
  HSM,
  WRITE,
  REGISTER,
  UNREGISTER,
  ENABLE,
  DISABLE,
  COMPLETE,
  INJECT,
  UNMASK,
  PMU,
  entry,
  buffer,
  NOP,
  instructions,
  overflowing,
  ready,
  bits,
  OF,
  UNUSED,
  REGISTERED,
  ENABLED,
  RUNNING,
  PENDING,
  type Overflowing,
} from './testing/overflowing.ts';

/**
 * The local PMU overflow event, sourced by the interrupt of counters that overflow (priv "Count Overflow Control"; sbi
 * "Software Event Identification"). The counter is programmed from outside.
 */

describe('the event exists where overflows interrupt', () => {
  test.each([
    [isa, 0n],
    ['rv64imach_zicntr_zihpm', -2n],
  ])('%s', (cpu, error) => {
    expect(new Board({ isa: cpu }).call(SSE, REGISTER, [PMU, entry, 0n])).toEqual([error, 0n]);
  });
});

describe('whose the interrupt is, and whether it comes', () => {
  test('from registration to its end', () => {
    const all = overflowing();
    expect(bits(all)).toEqual([1, 0, 0]);
    all.sse(REGISTER, PMU, entry, 0n);
    expect(bits(all)).toEqual([0, 0, 0]);
    all.sse(ENABLE, PMU);
    expect(bits(all)).toEqual([0, 1, 0]);
    all.sse(UNMASK);
    all.sse(INJECT, PMU, 0n);
    expect(all.hart.pc).toBe(entry);
    expect(bits(all)).toEqual([0, 0, 0]);
    all.board.call(SSE, COMPLETE);
    expect(bits(all)).toEqual([0, 1, 0]);
    all.sse(DISABLE, PMU);
    expect(bits(all)).toEqual([0, 0, 0]);
    all.sse(UNREGISTER, PMU);
    expect(bits(all)).toEqual([1, 0, 0]);
  });

  test('the supervisor cannot see or stop it while the event is registered', () => {
    const all = overflowing();
    const { hart } = all;
    const writes = (csr: number, value: bigint) => {
      hart.setX(5, value);
      all.board.execute((csr << 20) | (5 << 15) | (1 << 12) | 0x73);
    };
    const [SIE, SIP] = [0x104, 0x144];
    writes(SIE, mie.LCOFIE.mask);
    expect(bits(all)).toEqual([1, 1, 0]);
    all.sse(REGISTER, PMU, entry, 0n);
    hart.set(mip.LCOFIP, 1);
    expect(hart.read(sip)).toBe(0n);
    writes(SIP, 0n);
    writes(SIE, mie.LCOFIE.mask);
    expect(bits(all)).toEqual([0, 0, 1]);
  });

  test('each hart has its own: where both have registered, the one whose counter overflows is interrupted', () => {
    const all = ready({ harts: 2 });
    const other = all.board.harts[1]!;
    all.board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    all.board.step(1);
    for (const [fid, ...args] of [[REGISTER, PMU, entry + 0x800n, 0n], [ENABLE, PMU], [UNMASK]] as const)
      all.board.call(SSE, fid, args, 1);
    other.write(mhpmcounters[0]!, 2n ** 64n - 2n);
    other.write(mhpmevents[0]!, instructions);
    other.write(mcountinhibit, 0xffff_fff0n);
    const { pc } = all.hart;
    for (let n = 0; n < 2; n++) {
      all.nops(1);
      all.board.execute(NOP, 1);
    }
    all.board.step(1);
    expect([other.pc, other.get(mie.LCOFIE), other.get(mip.LCOFIP)]).toEqual([entry + 0x800n, 0, 1]);
    expect([all.hart.pc, ...bits(all)]).toEqual([pc + 8n, 0, 1, 0]);
  });

  test('what other harts have registered is theirs', () => {
    const all = ready({ harts: 2 });
    const other = all.board.harts[1]!;
    all.board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    all.board.step(1);
    expect([other.get(mideleg.LCOFI), other.get(mie.LCOFIE)]).toEqual([1, 0]);
    expect(bits(all)).toEqual([0, 1, 0]);
  });
});

describe('an overflow', () => {
  // The interrupt comes before the next instruction, whatever sstatus.SIE says.
  test.each([1, 2, 3, 5, 8].flatMap((n) => [[n, 0] as const, [n, 1] as const]))(
    'with instruction %i is delivered before the next, with SIE = %i',
    (n, SIE) => {
      const all = ready();
      const { hart } = all;
      hart.set(mstatus.SIE, SIE);
      const { pc } = hart;
      all.overflowIn(n);
      all.nops(n);
      expect([hart.pc, ...bits(all), OF(all)]).toEqual([pc + 4n * BigInt(n), 0, 1, 1, 1]);
      all.board.step();
      expect([hart.pc, hart.read(sepc), ...bits(all)]).toEqual([entry, pc + 4n * BigInt(n), 0, 0, 1]);
      expect([hart.get(sstatus.SPP), hart.get(sstatus.SPIE), hart.get(sstatus.SIE)]).toEqual([1, SIE, 0]);
    },
  );

  test.each([
    ['U', false],
    ['S', true],
    ['U', true],
  ] as const)('of a program in %s-mode with V = %s comes back to it', (privilege, V) => {
    const all = ready();
    const { hart } = all;
    all.overflowIn(1);
    hart.enter(privilege, V);
    const { pc } = hart;
    all.nops(1);
    all.board.step();
    expect(hart).toMatchObject({ pc: entry, privilege: 'S', V: false });
    all.stopCounting();
    withdrawOverflow(hart);
    all.board.call(SSE, COMPLETE);
    expect(hart).toMatchObject({ pc: pc + 4n, privilege, V });
  });

  test('is delivered once, however long nobody withdraws it while its handler runs', () => {
    const all = ready();
    all.overflowIn(1);
    all.nops(1);
    all.board.step();
    expect(all.status()).toBe(RUNNING);
    all.nops(5);
    expect([all.hart.pc, all.status()]).toEqual([entry + 4n * 6n, RUNNING]);
    withdrawOverflow(all.hart);
    all.board.call(SSE, COMPLETE);
    all.nops(5);
    expect(all.status()).toBe(ENABLED);
  });

  test('in its own handler waits in mip, and is delivered where the handler has completed to', () => {
    const all = ready();
    const { hart } = all;
    all.overflowIn(1);
    all.nops(1);
    all.board.step();
    const interrupted = hart.read(sepc);
    withdrawOverflow(hart);
    all.overflowIn(3);
    all.nops(4);
    expect([hart.pc, ...bits(all)]).toEqual([entry + 16n, 0, 0, 1]);
    all.board.call(SSE, COMPLETE);
    expect([hart.pc, ...bits(all)]).toEqual([interrupted, 0, 1, 1]);
    all.board.step();
    expect([hart.pc, hart.read(sepc), ...bits(all)]).toEqual([entry, interrupted, 0, 0, 1]);
  });

  test('on a masked hart stays pending, and is delivered when the hart unmasks events: nothing is lost', () => {
    const all = overflowing();
    all.sse(REGISTER, PMU, entry, 0n);
    all.sse(ENABLE, PMU);
    all.overflowIn(1);
    all.nops(1);
    const { pc } = all.hart;
    all.board.step();
    expect([all.hart.pc, ...bits(all)]).toEqual([pc, 0, 0, 1]);
    all.nops(3);
    expect(all.status()).toBe(ENABLED + PENDING);
    all.sse(UNMASK);
    expect([all.hart.pc, ...bits(all)]).toEqual([entry, 0, 0, 1]);
  });

  test('behind an event that goes first waits for its end', () => {
    const all = ready();
    const first = 0xffff_0000n;
    all.sse(DISABLE, PMU);
    all.board.memory.write(buffer, 8, 7n);
    all.sse(WRITE, PMU, 1n, 1n, BigInt(buffer), 0n);
    all.sse(ENABLE, PMU);
    all.sse(REGISTER, first, entry + 0x800n, 0n);
    all.sse(ENABLE, first);
    all.sse(INJECT, first, 0n);
    expect(all.hart.pc).toBe(entry + 0x800n);
    all.overflowIn(1);
    all.nops(1);
    all.board.step();
    expect([all.hart.pc, ...bits(all)]).toEqual([entry + 0x804n, 0, 0, 1]);
    const interrupted = all.hart.read(sepc);
    all.board.call(SSE, COMPLETE);
    expect([all.hart.pc, all.hart.read(sepc)]).toEqual([entry, interrupted]);
  });

  test('before the event is enabled waits in mip for that', () => {
    const all = overflowing();
    all.sse(REGISTER, PMU, entry, 0n);
    all.sse(UNMASK);
    all.overflowIn(1);
    all.nops(3);
    expect(bits(all)).toEqual([0, 0, 1]);
    const { pc } = all.hart;
    all.sse(ENABLE, PMU);
    expect(bits(all)).toEqual([0, 1, 1]);
    all.board.step();
    expect([all.hart.pc, all.hart.read(sepc)]).toEqual([entry, pc + 4n]);
  });

  test('is not delivered any more once the event is disabled, but stays pending if it was signalled', () => {
    const all = overflowing();
    all.sse(REGISTER, PMU, entry, 0n);
    all.sse(ENABLE, PMU);
    all.overflowIn(1);
    all.nops(1);
    all.board.step();
    expect(bits(all)).toEqual([0, 0, 1]);
    // As OpenSBI's pmu_sse_disable.
    all.sse(DISABLE, PMU);
    expect([...bits(all), all.status()]).toEqual([0, 0, 0, REGISTERED + PENDING]);
    all.sse(UNMASK);
    all.nops(2);
    expect(all.status()).toBe(REGISTERED + PENDING);
    all.sse(ENABLE, PMU);
    expect([all.hart.pc, ...bits(all)]).toEqual([entry, 0, 0, 0]);
  });

  test('of nobody who is registered is the supervisor’s own interrupt, before and after', () => {
    const all = overflowing();
    all.sse(REGISTER, PMU, entry, 0n);
    all.overflowIn(1);
    all.nops(1);
    all.sse(UNREGISTER, PMU);
    expect(bits(all)).toEqual([1, 0, 1]);
    expect(all.hart.read(sip)).toBe(mip.LCOFIP.mask);
    withdrawOverflow(all.hart);
    expect(bits(all)).toEqual([1, 0, 1]);
  });
});

describe('a one-shot event', () => {
  const oneShot = () => {
    const all = overflowing();
    all.board.memory.write(buffer, 8, 1n);
    all.sse(WRITE, PMU, 2n, 1n, BigInt(buffer), 0n);
    all.sse(REGISTER, PMU, entry, 0n);
    all.sse(ENABLE, PMU);
    all.sse(UNMASK);
    all.overflowIn(1);
    all.nops(1);
    all.board.step();
    withdrawOverflow(all.hart);
    return all;
  };

  test('leaves the interrupt off when it has completed', () => {
    const all = oneShot();
    const interrupted = all.hart.read(sepc);
    all.overflowIn(1);
    all.nops(1);
    all.board.call(SSE, COMPLETE);
    expect([all.hart.pc, ...bits(all)]).toEqual([interrupted, 0, 0, 1]);
    all.nops(5);
    expect([all.hart.pc, all.status()]).toEqual([interrupted + 20n, REGISTERED]);
  });

  test('takes what came meanwhile when it is enabled again', () => {
    const all = oneShot();
    all.overflowIn(1);
    all.nops(1);
    all.board.call(SSE, COMPLETE);
    all.sse(ENABLE, PMU);
    const { pc } = all.hart;
    all.board.step();
    expect([all.hart.pc, all.hart.read(sepc), ...bits(all)]).toEqual([entry, pc, 0, 0, 1]);
  });
});

describe('a hart that stops', () => {
  test.each([
    ['REGISTERED', (all: Overflowing) => all.sse(REGISTER, PMU, entry, 0n)],
    ['ENABLED', (all: Overflowing) => (all.sse(REGISTER, PMU, entry, 0n), all.sse(ENABLE, PMU))],
    [
      'RUNNING',
      (all: Overflowing) => {
        for (const [fid, ...args] of [[REGISTER, PMU, entry, 0n], [ENABLE, PMU], [UNMASK], [INJECT, PMU, 0n]] as const)
          all.sse(fid, ...args);
      },
    ],
  ])('gives the interrupt back when the event was %s', (_, before) => {
    const all = overflowing({ harts: 2 });
    all.board.call(HSM, 0, [1n, BigInt(payload + 0x1000), 0n]);
    all.board.step(1);
    before(all);
    all.board.call(HSM, 1);
    all.hart.set(mip.LCOFIP, 1);
    expect(bits(all).slice(0, 2)).toEqual([1, 0]);
    expect(all.hart.stopped).toBe(true);
    all.board.call(HSM, 0, [0n, BigInt(payload + 0x2000), 0n], 1);
    all.board.step();
    expect([all.hart.pc, ...bits(all)]).toEqual([BigInt(payload + 0x2000), 1, 0, 0]);
    expect(all.status()).toBe(UNUSED);
  });
});
