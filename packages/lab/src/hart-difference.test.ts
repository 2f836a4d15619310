import { noReservation } from '@hartlab/hart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ComparedState } from './compared-state.ts';
import { exemptions, isExempt, mayBecome } from './exemptions.ts';
import { hartDifferences } from './hart-difference.ts';
import { stateField, stateFields } from './state-field.ts';

const blank = () => ComparedState.blank();

test('every compared field is found by name when any of its bits differs, and nothing beside it', () => {
  for (const field of stateFields.filter((each) => !isExempt(each))) {
    const width = field.mask.toString(2).replaceAll('0', '').length;
    for (let bit = 0; bit < width; bit++) {
      const got = blank();
      got.setValue(field, 1n << BigInt(bit));
      expect(hartDifferences(blank(), got)).toEqual([{ field: field.name, expected: 0n, got: 1n << BigInt(bit) }]);
    }
  }
});

test('any number of changes at once are told apart, field by field', () => {
  const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const change = fc.tuple(fc.constantFrom(...stateFields), bits);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.array(change, { maxLength: 12 }), (earlier, later) => {
      const before = blank();
      for (const [field, value] of earlier) before.setValue(field, value);
      const now = before.copy();
      for (const [field, value] of later) now.setValue(field, value);
      const changed = stateFields
        .filter((field) => !isExempt(field) && before.value(field) !== now.value(field))
        .filter((field) => !mayBecome(field, now.value(field)));
      expect(hartDifferences(before, now).map(({ field }) => field)).toEqual(changed.map(({ name }) => name));
    }),
  );
});

/** The exemption list of O1, for a hart whose counters beyond cycle and instret stand still. */
const listed = ['mcycle', 'minstret', 'mepc', 'mcause', 'mtval', 'mtval2', 'mtinst', 'mscratch'];
const trapStack = ['MPP', 'MPIE', 'MPV', 'GVA', 'MPELP', 'MDT'].map((name) => `mstatus.${name}`);
const listedFields = [...trapStack, 'reservation', 'waiting'];

test('the exempt fields are those of the list, and may differ', () => {
  const names = exemptions.flatMap(({ fields }) => fields);
  expect(new Set(names.map((name) => (listedFields.includes(name) ? name : name.split('.')[0])))).toEqual(
    new Set([...listed, ...listedFields]),
  );
  const got = blank();
  for (const name of names.map(stateField).filter(isExempt)) got.setValue(name, ~0n);
  expect(hartDifferences(blank(), got)).toEqual([]);
});

test('what may change in every way is seen by M-mode alone, but for the counters', () => {
  const seen = stateFields.filter((field) => isExempt(field) && !field.onlyM).map(({ name }) => name);
  expect(seen).toEqual(['mcycle', 'minstret']);
});

test('a reservation may be lost, but not made or moved', () => {
  const reservation = stateField('reservation');
  const holding = blank();
  holding.setValue(reservation, 0x8020_0000n);
  const without = blank();
  without.setValue(reservation, noReservation);
  expect(hartDifferences(holding, without)).toEqual([]);
  expect(hartDifferences(without, holding)).toEqual([
    { field: 'reservation', expected: noReservation, got: holding.value(reservation) },
  ]);
});

// priv "Wait for Interrupt": WFI may end at any time; nothing but WFI makes a hart wait.
test('a hart may have ceased to wait, but not begun to', () => {
  const waiting = blank();
  waiting.setValue(stateField('waiting'), 1n);
  expect(hartDifferences(waiting, blank())).toEqual([]);
  expect(hartDifferences(blank(), waiting)).toEqual([{ field: 'waiting', expected: 0n, got: 1n }]);
});
