import type { BoardOptions } from '@hartlab/machine';
import { describe, expect, test } from 'vitest';
import { machineListing, machineOf, machineText } from './machine-words.ts';

// The words are those of QEMU 11.1, `qemu-system-riscv64 -machine virt,help`.
describe('-machine', () => {
  test('what is said in several is said in one, the last of each', () => {
    expect(machineOf('type=virt', 'aia=aplic,aclint=on', 'aclint=off')).toEqual({ aia: 'aplic', aclint: false });
    expect(machineOf('virt,dumpdtb=a,,b', 'virt')).toEqual({ dumpdtb: 'a,b' });
    expect(() => machineOf('virt', 'spike')).toThrow('the choices are virt');
  });

  test('a list names all that can be said', () => {
    for (const key of ['aia', 'aia-guests', 'dumpdtb', 'aclint']) expect(machineListing()).toContain(`  ${key}=`);
  });

  test.each<[string, BoardOptions]>([
    ['virt', {}],
    ['type=virt,aclint=on', { aclint: true }],
    ['virt,aia=none,aclint=off', { aia: 'none', aclint: false }],
    ['virt,aia=aplic-imsic,aia-guests=7', { aia: 'aplic-imsic', aiaGuests: 7 }],
    ['virt,', {}],
    ['virt,aclint=yes', { aclint: true }],
  ])('%s is said as it is read', (text, board) => {
    expect(machineOf(text)).toEqual(board);
    expect(machineOf(machineText(board))).toEqual(board);
  });

  test.each(['virt,accel=tcg', 'virt,accel=kvm:tcg,acpi=off,usb=off', 'virt,graphics=off,dump-guest-core=off'])(
    '%s changes nothing',
    (text) => {
      expect(machineOf(text)).toEqual({});
    },
  );

  test.each([
    ['spike', /the choices are virt$/],
    ['virt,aia=plic', /^aia: the choices are none, aplic, aplic-imsic$/],
    ['virt,aia-guests=8', /^aia-guests: give a whole number from 0 to 7$/],
    ['virt,aclint=maybe', /^aclint: the choices are on, off$/],
    ['virt,acpi=on', /^acpi=on is QEMU's: there are no tables of ACPI/],
    ['virt,accel=kvm', /^accel=kvm is QEMU's: the accelerator is tcg$/],
    ['virt,pflash0=x', /-bios FILE/],
    ['virt,kernel=x', /-kernel FILE/],
    ['virt,dumpdtb=', /^dumpdtb: give the path of a file$/],
    ['virt,iommu=on', /^there is no "iommu" here; what can be said is aia, aia-guests, dumpdtb, aclint/],
    ['virt,,aia=aplic', /^there is no "virt,,aia" here/],
    ['', /the choices are virt$/],
    ['virt,toString=1', /^there is no "toString" here/],
  ])('%s is refused', (text, message) => {
    expect(() => machineOf(text)).toThrow(message);
  });
});
