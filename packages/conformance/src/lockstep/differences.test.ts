import { describe, expect, test } from 'vitest';
import { explanations, firstDifference, withoutExplained } from './differences.ts';

const add = 'core   0: 3 0x0000000080000018 (0x00130383) x7  0xffffffffffffffff mem 0x0000000080000001';

describe('what is explained is taken out of a line, and nothing else', () => {
  test.each([
    ['core   0: 3 0x000000008000003c (0x14429073) c777_mvip 0x00000000 c836_mip 0x02', ' c836_mip 0x02'],
    ['core   0: 3 0x000000008000001c (0x10429073) c260_sie 0x00000000 c772_mie 0x22', ' c772_mie 0x22'],
    ['core   0: 3 0x0000000080000098 (0x64529073) c836_mip 0x00000004 c1605_hvip 0x0444', ''],
    ['core   0: 3 0x0000000080000140 (0x3a001073) c928_pmpcfg0 0x0000000000000000', ''],
    ['core   0: 3 0x0000000080000140 (0x309abd73) x26 0x20 c777_mvip 0x00 c836_mip 0x0264', ' x26 0x20'],
    ['core   0: 3 0x0000000080000140 (0x10cd2ef3) x29 0x00 c268_sstateen0 0x00', ' x29 0x00'],
    ['core   0: 3 0x0000000080000140 (0x64737ef3) x29 0x00 c1607_hviprio2 0x00', ' x29 0x00'],
  ])('%s', (line, rest) => {
    expect(withoutExplained(line)).toBe(line.slice(0, line.indexOf(')') + 1) + rest);
  });

  test('a line of which nothing is explained stays', () => expect(withoutExplained(add)).toBe(add));
});

test('the first difference, and none when the other log goes on', () => {
  expect(firstDifference([add, add], [add, add, add])).toBeUndefined();
  expect(firstDifference([add, add], [add, add.replace('0xffff', '0x7fff')])).toBe(1);
  expect(firstDifference([add, add], [add])).toBe(1);
});

test('the transformed instruction may stand where Spike has zero, and nowhere else', () => {
  const mtinst = 'core   0: 3 0x000000008000035c (0x34a022f3) x5  0x00000000e10021af';
  const zero = mtinst.replace('e10021af', '00000000');
  expect(firstDifference([mtinst], [zero])).toBeUndefined();
  expect(firstDifference([zero], [mtinst])).toBe(0);
  expect(firstDifference([mtinst], [mtinst.replace('e10021af', '00003000')])).toBe(0);
  expect(firstDifference([add], [add.replace('0xffffffffffffffff', '0x0000000000000000')])).toBe(0);
});

test('what an AMOCAS has stored that was there already may be in the log of Spike, and only that', () => {
  const swap = 'core   0: 3 0x00000000800023bc (0x2f4f8daf) x27 0x0000000000000012 mem 0x0000000080041fc0';
  const plain = swap.replace('2f4f8daf', '004f8daf');
  expect(firstDifference([swap], [`${swap} mem 0x0000000080041fc0 0x12`])).toBeUndefined();
  expect(firstDifference([swap], [`${swap} mem 0x0000000080041fc0 0x13`])).toBe(0);
  expect(firstDifference([`${swap} mem 0x0000000080041fc0 0x12`], [swap])).toBe(0);
  expect(firstDifference([plain], [`${plain} mem 0x0000000080041fc0 0x12`])).toBe(0);
});

test('every explanation cites a specification', () => {
  for (const { spec } of explanations) expect(spec).toMatch(/^(?:priv|unpriv|aia) "[^"]+": /);
});
