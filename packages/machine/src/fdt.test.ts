import { expect, test } from 'vitest';
import { cells64, flatten } from './fdt.ts';

/*
 * What `dtc -I dts -O dtb` (version 1.6.1) makes of this source:
 *
 * / {
 *   #address-cells = <2>; compatible = "riscv-virtio", "x"; model = "m";
 *   chosen { bootargs = "console=ttyS0"; linux,initrd-start = <0x0 0x88000000>; };
 *   soc { ranges; serial@10000000 { reg = <0 0x10000000 0 0x100>; compatible = "ns16550a"; seed = [01 02 03]; }; };
 * };
 */
const golden =
  'd00dfeed000001840000003800000138000000280000001100000010000000000000004c000001000000000000000000000000000000000000' +
  '0000010000000000000003000000040000000000000002000000030000000f0000000f72697363762d76697274696f0078000000000003000000' +
  '020000001a6d0000000000000163686f73656e0000000000030000000e00000020636f6e736f6c653d7474795330000000000000030000000800' +
  '00002900000000880000000000000200000001736f630000000003000000000000003c0000000173657269616c40313030303030303000000000' +
  '0300000010000000430000000010000000000000000000010000000003000000090000000f6e7331363535306100000000000000030000000300' +
  '000047010203000000000200000002000000020000000923616464726573732d63656c6c7300636f6d70617469626c65006d6f64656c00626f6f' +
  '7461726773006c696e75782c696e697472642d73746172740072616e67657300726567007365656400';

test('a tree becomes the bytes that dtc makes of it', () => {
  const blob = flatten({
    name: '',
    properties: { '#address-cells': 2, compatible: ['riscv-virtio', 'x'], model: 'm' },
    children: [
      { name: 'chosen', properties: { bootargs: 'console=ttyS0', 'linux,initrd-start': 0x8800_0000n } },
      {
        name: 'soc',
        properties: { ranges: true },
        children: [
          {
            name: 'serial@10000000',
            properties: {
              reg: [...cells64(0x1000_0000), ...cells64(0x100)],
              compatible: 'ns16550a',
              seed: Uint8Array.of(1, 2, 3),
            },
          },
        ],
      },
    ],
  });
  expect(Buffer.from(blob).toString('hex')).toBe(golden);
});

test('addresses above 4 GiB take both cells', () => {
  expect(cells64(0x4_8000_0000)).toEqual([4, 0x8000_0000]);
});
