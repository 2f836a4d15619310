import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWide } from '../csr/csr.ts';
import { interrupt } from '../csrs/causes.ts';
import { hstatus, menvcfg, mie, mstatus, vsstatus } from '../csrs/csrs.ts';
import { bareHart } from '../testing/bare-hart.ts';
import { StatusDraft } from './status-draft.ts';

test('fields changed in a draft are as if each had been changed in the cell, and nothing is before it is stored', () => {
  const register = fc.constantFrom(mstatus, hstatus, vsstatus);
  const changes = register.chain((of) => {
    const fields = of.fields.filter((field) => !isWide(field));
    const value = fc.integer({ min: 0, max: 3 });
    return fc.tuple(
      fc.constant(of),
      fc.array(fc.tuple(fc.constantFrom(...fields), value)),
      fc.bigInt(0n, 2n ** 64n - 1n),
    );
  });
  const [one, other] = [bareHart().hart, bareHart().hart];
  fc.assert(
    fc.property(changes, ([of, values, before]) => {
      for (const hart of [one, other]) hart.state.setCell(of.address, before);
      const draft = new StatusDraft(of, one).read();
      for (const [field, value] of values) {
        draft.set(field, value);
        other.set(field, value);
        expect(draft.get(field)).toBe(other.held(field));
      }
      expect(one.cell(of.address)).toBe(before);
      draft.store();
      expect(one.cell(of.address)).toBe(other.cell(of.address));
    }),
  );
});

test.each([0, 1])('a field that another grants changes only where that is 1: %i', (DTE) => {
  const { hart } = bareHart();
  hart.set(menvcfg.DTE, DTE);
  const draft = new StatusDraft(mstatus, hart).read();
  draft.setGranted(mstatus.SDT, 1);
  draft.store();
  expect(hart.held(mstatus.SDT)).toBe(DTE);
});

test('whom a change concerns hears of it when it is stored', () => {
  const { hart } = bareHart([0x13, 0x13, 0x13]);
  hart.write(mie, 1n << BigInt(interrupt.MTI));
  hart.setInterrupt('MTIP', true);
  expect(hart.step().kind).toBe('retired');
  const draft = new StatusDraft(mstatus, hart).read();
  draft.set(mstatus.MIE, 1);
  expect(hart.step().kind).toBe('retired');
  draft.store();
  expect(hart.step().kind).toBe('interrupt');
});
