import { expect, test } from 'vitest';
import { defaultOrder } from './interrupt-order.ts';

// The table of aia "Defined major interrupts and default priorities", without 14, which no extension of this hart has.
const table = [43, 11, 3, 7, 9, 1, 5, 12, 10, 2, 6, 13, 35];

test('the default order is that of the table', () => {
  expect(defaultOrder).toEqual(table);
});

test.each([
  // priv "Machine Interrupt (mip and mie) Registers": MEI, MSI, MTI, SEI, SSI, STI, LCOFI
  ['M-mode', [11, 3, 7, 9, 1, 5, 13]],
  // priv "Hypervisor Interrupt (hvip, hip, and hie) Registers": SEI, SSI, STI, SGEI, VSEI, VSSI, VSTI, LCOFI
  ['HS-mode', [9, 1, 5, 12, 10, 2, 6, 13]],
])('of those that the privileged architecture has for %s, it says the same', (_mode, order) => {
  expect(defaultOrder.filter((identity) => order.includes(identity))).toEqual(order);
});
