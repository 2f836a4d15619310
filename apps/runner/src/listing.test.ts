import { assemble, parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { listing } from './listing.ts';

const listingOf = (source: string): string => {
  const { bytes, symbols } = assemble(source, { origin: 0x8020_0000n });
  const image = {
    segments: [{ address: 0x8020_0000, bytes, size: bytes.length }],
    symbols: [...symbols].map(([name, address]) => ({ name, address, size: 0n })),
  };
  return [...listing(image, parseIsa('max'))].join('\n');
};

const source = `
start: addi a0, a0, 1
  c.nop
  j start
  .2byte 0
table: .zero 16
text: .asciz "ab"`;

// As GNU objdump -d has it, but for the 0x of the target and the .byte of the odd end.
const expected = `Segment at 0x80200000, 31 bytes:

0000000080200000 <start>:
80200000:	00150513	addi	a0,a0,1
80200004:	0001    	nop
80200006:	ffbff06f	j	0x80200000 <start>
8020000a:	0000    	unimp

000000008020000c <table>:
	...

000000008020001c <text>:
8020001c:	6261    	lui	tp,0x18
8020001e:	00      	.byte	0x00
`;

test('instructions, labels, padding and data', () => {
  expect(listingOf(source)).toBe(expected);
});

test.each([0, 4])('a listing takes time in proportion to its bytes (a symbol every %i bytes)', (each) => {
  // A megabyte: a listing that looks at all that follows for every item would take hours.
  const bytes = new Uint8Array(1 << 20).fill(0x13);
  const symbols =
    each === 0
      ? []
      : Array.from({ length: bytes.length / each }, (_, n) => ({ name: `s${n}`, address: BigInt(each * n), size: 0n }));
  let lines = 0;
  for (const _ of listing({ segments: [{ address: 0, bytes, size: bytes.length }], symbols }, parseIsa('max'))) lines++;
  expect(lines).toBe(2 + bytes.length / 4 + symbols.length);
});
