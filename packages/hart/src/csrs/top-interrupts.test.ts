import { describe, expect, test } from 'vitest';
import * as all from './csrs.ts';
import { PlainHart } from '../testing/plain-hart.ts';

const allOnes = (1n << 64n) - 1n;
const bit = (interrupt: number) => 1n << BigInt(interrupt);
const top = (identity: number, priority: number) => (BigInt(identity) << 16n) | BigInt(priority);

/** A hart with every interrupt enabled, delegated or not, and these pending: on their lines, so that each can be. */
function pending(mideleg: bigint, ...interrupts: number[]) {
  const hart = new PlainHart('rv64imach_smaia');
  hart.write(all.mideleg, mideleg);
  hart.write(all.hideleg, 0n);
  hart.write(all.mie, allOnes);
  hart.interruptLines = interrupts.reduce((bits, interrupt) => bits | bit(interrupt), 0n);
  return hart;
}

function setPriority(hart: PlainHart, level: 'm' | 's', interrupt: number, number: number) {
  hart.write(all[`${level}iselect`], 0x30n + 2n * BigInt(Math.floor(interrupt / 8)));
  const shift = BigInt(8 * (interrupt % 8));
  const register = all[`${level}ireg`];
  hart.write(register, (hart.read(register) & ~(0xffn << shift)) | (BigInt(number) << shift));
}

/** aia "Machine top interrupt CSR (`mtopi`)" and "Configuring priorities of major interrupts at machine level" */
describe('mtopi', () => {
  test('the default order, with IPRIO 0 before the external interrupt and 255 after it', () => {
    const order = [43, 11, 3, 7, 9, 1, 5, 35];
    order.forEach((interrupt, index) => {
      const hart = pending(0n, ...order.slice(index));
      expect(hart.read(all.mtopi)).toBe(top(interrupt, index === 0 ? 0 : 255));
    });
  });

  test('is zero when nothing is pending, enabled and kept for M-mode, whatever mstatus.MIE says', () => {
    expect(pending(0n).read(all.mtopi)).toBe(0n);
    expect(pending(allOnes, 9, 1, 5, 35, 43).read(all.mtopi)).toBe(0n);
    const hart = pending(0n, 7);
    hart.write(all.mie, 0n);
    expect(hart.read(all.mtopi)).toBe(0n);
    hart.write(all.mie, 0x80n);
    for (const MIE of [0, 1]) {
      hart.set(all.mstatus.MIE, MIE);
      expect(hart.read(all.mtopi)).toBe(top(7, 255));
    }
  });

  test('a number raises what is after the external interrupt, and lowers what is before it', () => {
    const hart = pending(0n, 43, 11, 3, 7);
    setPriority(hart, 'm', 7, 20);
    expect(hart.read(all.mtopi)).toBe(top(43, 0));
    setPriority(hart, 'm', 43, 21);
    expect(hart.read(all.mtopi)).toBe(top(7, 20));
    setPriority(hart, 'm', 43, 20);
    expect(hart.read(all.mtopi)).toBe(top(43, 20));
    setPriority(hart, 'm', 3, 1);
    expect(hart.read(all.mtopi)).toBe(top(3, 1));
  });

  test('the numbers of supervisor level do not count', () => {
    const hart = pending(0n, 1, 5);
    setPriority(hart, 's', 5, 1);
    expect(hart.read(all.mtopi)).toBe(top(1, 255));
  });
});

/** aia "Supervisor top interrupt CSR (`stopi`)" */
describe('stopi', () => {
  test('the default order, of what is pending in sip or in hip', () => {
    const order = [43, 9, 1, 5, 12, 10, 2, 6, 35];
    order.forEach((interrupt, index) => {
      const hart = pending(allOnes, ...order.slice(index));
      expect(hart.read(all.stopi)).toBe(top(interrupt, index === 0 ? 0 : 255));
    });
  });

  test('is not what is delegated further', () => {
    const hart = pending(allOnes, 10, 35);
    hart.write(all.hideleg, bit(10) | bit(35));
    expect(hart.read(all.stopi)).toBe(0n);
    hart.write(all.hideleg, bit(10));
    expect(hart.read(all.stopi)).toBe(top(35, 255));
  });

  test('is what M-mode asserts, too', () => {
    const hart = pending(0n);
    hart.write(all.mvien, bit(9) | bit(13));
    hart.write(all.mvip, bit(13));
    expect(hart.read(all.stopi)).toBe(0n);
    hart.write(all.sie, bit(9) | bit(13));
    expect(hart.read(all.stopi)).toBe(top(13, 255));
    hart.write(all.mvip, bit(9) | bit(13));
    expect(hart.read(all.stopi)).toBe(top(9, 255));
    setPriority(hart, 's', 13, 255);
    expect(hart.read(all.stopi)).toBe(top(13, 255));
    setPriority(hart, 's', 13, 7);
    expect(hart.read(all.stopi)).toBe(top(13, 7));
  });

  test('a number raises an interrupt of the VS level that traps to HS-mode', () => {
    const hart = pending(allOnes, 9, 10);
    setPriority(hart, 's', 10, 9);
    expect(hart.read(all.stopi)).toBe(top(10, 9));
  });
});

/** aia "Virtual supervisor top interrupt CSR (`vstopi`)" */
describe('vstopi', () => {
  const guest = (...interrupts: number[]) => {
    const hart = pending(allOnes, ...interrupts);
    hart.write(all.hideleg, allOnes);
    return hart;
  };

  test('the default order, by the numbers that the guest knows; IPRIO is 1 without IPRIOM', () => {
    const order = [43, 10, 2, 6, 35];
    order.forEach((interrupt, index) => {
      const hart = guest(...order.slice(index));
      const identity = [10, 2, 6].includes(interrupt) ? interrupt - 1 : interrupt;
      expect(hart.read(all.vstopi)).toBe(top(identity, 1));
      hart.write(all.hvictl, all.hvictl.IPRIOM.mask);
      expect(hart.read(all.vstopi)).toBe(top(identity, index === 0 ? 0 : 255));
    });
  });

  test('hviprio1 has the numbers of software, timer and counter-overflow interrupts', () => {
    const hart = guest(10, 2, 6);
    hart.write(all.hvien, bit(13));
    hart.write(all.hvip, bit(13));
    hart.write(all.hideleg, 0x444n);
    hart.write(all.vsie, allOnes);
    hart.write(all.hvictl, all.hvictl.IPRIOM.mask);
    hart.write(all.hviprio1, 30n << 8n);
    expect(hart.read(all.vstopi)).toBe(top(1, 30));
    hart.write(all.hviprio1, (30n << 8n) | (29n << 24n));
    expect(hart.read(all.vstopi)).toBe(top(5, 29));
    hart.write(all.hviprio1, (30n << 8n) | (29n << 24n) | (28n << 40n));
    expect(hart.read(all.vstopi)).toBe(top(13, 28));
    setPriority(hart, 's', 5, 1);
    expect(hart.read(all.vstopi)).toBe(top(13, 28));
  });

  const hvictl = (o: { VTI?: 1; IID: number; DPR?: 1; IPRIO: number }) =>
    (BigInt(o.VTI ?? 0) << 30n) | (BigInt(o.IID) << 16n) | (BigInt(o.DPR ?? 0) << 9n) | (1n << 8n) | BigInt(o.IPRIO);

  test.each([
    ['IID 9 gives the external interrupt a number', [10, 6], hvictl({ IID: 9, IPRIO: 12 }), top(9, 12)],
    ['which is not one by itself', [], hvictl({ VTI: 1, IID: 9, IPRIO: 12 }), 0n],
    ['and number 0 is none', [10], hvictl({ IID: 9, IPRIO: 0 }), top(9, 255)],
    ['VTI hides all but the external interrupt', [43, 10, 2], hvictl({ VTI: 1, IID: 9, IPRIO: 0 }), top(9, 255)],
    ['VTI hides the others', [43, 2, 6], hvictl({ VTI: 1, IID: 9, IPRIO: 0 }), 0n],
    ['VTI injects', [], hvictl({ VTI: 1, IID: 20, IPRIO: 3 }), top(20, 3)],
    ['IID has twelve bits', [], hvictl({ VTI: 1, IID: 0xfff, IPRIO: 3 }), top(0xfff, 3)],
    ['number 0 and DPR 0 are first', [10], hvictl({ VTI: 1, IID: 5, IPRIO: 0 }), top(5, 0)],
    ['number 0 and DPR 1 are last', [10], hvictl({ VTI: 1, IID: 43, DPR: 1, IPRIO: 0 }), top(9, 255)],
    ['and the only one', [], hvictl({ VTI: 1, IID: 43, DPR: 1, IPRIO: 0 }), top(43, 255)],
    [
      'a number is before that of an external interrupt without one',
      [10],
      hvictl({ VTI: 1, IID: 5, DPR: 1, IPRIO: 255 }),
      top(5, 255),
    ],
    ['where the value is zero, nothing is pending', [], hvictl({ VTI: 1, IID: 0, IPRIO: 0 }), 0n],
  ] as const)('%s', (_, interrupts, control, expected) => {
    const hart = guest(...interrupts);
    hart.write(all.hvictl, control);
    expect(hart.read(all.vstopi)).toBe(expected);
  });
});
