import { expect, test } from 'vitest';
import { QuantityError } from './quantity.ts';
import { smp } from './smp-words.ts';

// As many harts as the tree of QEMU 11.1 has with `-M virt,dumpdtb=FILE -smp TEXT`.
test.each([
  ['4', 4],
  ['cpus=4', 4],
  ['4,sockets=2', 4],
  ['4,sockets=2,cores=2', 4],
  ['4,threads=2', 4],
  ['cores=2', 2],
  ['cores=2,threads=2', 4],
  ['sockets=3', 3],
  ['2,maxcpus=4', 2],
  ['maxcpus=4', 4],
  ['4,maxcpus=8,cores=4', 4],
  ['4,dies=1,clusters=1', 4],
  ['cpus=2,cpus=3', 3],
  ['0x2', 2],
  ['', 1],
])('-smp %s is %i harts', (text, harts) => {
  expect(smp(text)).toBe(harts);
});

test.each([
  [['4', 'cores=2'], 4],
  [['4', 'sockets=2'], 4],
  [['2', '4'], 4],
])('%j says one thing', (texts, harts) => {
  expect(smp(...texts)).toBe(harts);
});

// QEMU 11.1 refuses each of these as well, but for the last, of which it would have 512.
test.each([
  ['4,maxcpus=2', 'maxcpus=2 is less than the 4 CPUs'],
  ['4,cores=3', 'make 3 of 4 CPUs'],
  ['4,sockets=1,cores=2,threads=1', 'make 2 of 4 CPUs'],
  ['0', 'cpus must be a whole number of at least 1'],
  ['1,cores=0', 'cores must be a whole number of at least 1'],
  ['4,cores=', 'cores must be'],
  ['x', 'cpus must be'],
  ['4,dies=2', 'there is one of dies'],
  ['3,foo=1', 'there is no "foo" here; what can be said is cpus, maxcpus, sockets'],
  ['9', 'the number of SMP CPUs is a whole number from 1 to 8'],
])('-smp %s is refused', (text, why) => {
  expect(() => smp(text)).toThrow(QuantityError);
  expect(() => smp(text)).toThrow(why);
});
