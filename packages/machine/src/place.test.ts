import { describe, expect, test } from 'vitest';
import { ImageError } from './image.ts';
import { place } from './place.ts';

const ram = { base: 0x8000_0000, size: 0x80_0000 };
const segment = (address: number, size: number, bytes = 0) => ({ address, bytes: new Uint8Array(bytes), size });
const image = (address: number, size: number) => ({ segments: [segment(address, size)] });
const elf = (...segments: ReturnType<typeof segment>[]) => ({ kind: 'ELF' as const, segments });

test('answers the ranges that are then taken', () => {
  expect(place('the kernel', image(0x8020_0000, 16), ram, []).occupied).toEqual([
    { what: 'the kernel', base: 0x8020_0000, size: 16 },
  ]);
});

test.each([0x1000, 0x7fff_ffff, 0x807f_fff8, 2 ** 52])('what is all at %i is not in RAM', (address) => {
  expect(() => place('the kernel', image(address, 16), ram, [])).toThrow(
    /^the kernel: 0x\w+\.\.0x\w+ lies outside RAM 0x80000000\.\.0x807fffff; move it/,
  );
});

describe('on something else', () => {
  const firmware = { what: 'the firmware', base: 0x8000_0000, size: 0x20_0000 };
  const initrd = { what: 'the initrd', base: 0x8040_0000, size: 0x1000 };

  test.each([
    [0x801f_ffff, 2, '0x801fffff..0x80200000 overlaps the firmware at 0x80000000..0x801fffff'],
    [0x8010_0000, 16, '0x80100000..0x8010000f overlaps the firmware at 0x80000000..0x801fffff'],
    [0x8020_0000, 0x20_0001, '0x80200000..0x80400000 overlaps the initrd at 0x80400000..0x80400fff'],
    [0x8030_0000, 0x20_0000, '0x80300000..0x804fffff overlaps the initrd at 0x80400000..0x80400fff'],
  ])('a segment at %i of %i bytes is named with it', (address, size, message) => {
    expect(() => place('the kernel', image(address, size), ram, [firmware, initrd])).toThrow(`the kernel: ${message}`);
  });

  test('but beside it, to the byte, is free', () => {
    expect(place('the kernel', image(0x8020_0000, 0x20_0000), ram, [firmware, initrd]).occupied).toEqual([
      { what: 'the kernel', base: 0x8020_0000, size: 0x20_0000 },
    ]);
  });
});

describe('what of an ELF file is not in RAM', () => {
  const program = segment(0x8020_0000, 16, 16);

  test.each([
    ['the page with the header and notes', segment(0x1_0000, 0x144, 0x144), '0x10000..0x10143'],
    ['device registers', segment(0x1000_0000, 8, 8), '0x10000000..0x10000007'],
    ['ROM', segment(0x2000, 4, 4), '0x2000..0x2003'],
    ['above RAM', segment(0x9000_0000, 16, 16), '0x90000000..0x9000000f'],
    ['just below RAM', segment(0x7fff_f000, 0x1000, 0x1000), '0x7ffff000..0x7fffffff'],
    ['just above RAM', segment(0x8080_0000, 1, 1), '0x80800000..0x80800000'],
  ])('is left out with a warning: %s', (_name, elsewhere, range) => {
    const { segments, warnings } = place('the kernel', elf(elsewhere, program), ram, []);
    expect(segments).toEqual([program]);
    const size = elsewhere.bytes.length;
    expect(warnings).toEqual([
      `the kernel: ${range} lies outside RAM 0x80000000..0x807fffff, so its ${size} bytes are not loaded`,
    ]);
  });

  test('is left out without one when it may be missing', () => {
    const header = { ...segment(0x1_0000, 0x144, 0x144), mayBeMissing: true };
    expect(place('the kernel', elf(header, program), ram, [])).toMatchObject({ segments: [program], warnings: [] });
  });

  test('is left out without one when it has no bytes', () => {
    expect(place('the kernel', elf(segment(0x1000_0000, 0x100), program), ram, [])).toMatchObject({
      segments: [program],
      warnings: [],
    });
  });

  test('is an error when it cuts the program off', () => {
    expect(() => place('the kernel', elf(segment(0x807f_fff8, 16, 4)), ram, [])).toThrow(
      'the kernel: 0x807ffff8..0x80800007 lies outside RAM 0x80000000..0x807fffff; move it, or give more memory with -m',
    );
  });

  test('is an error when it is everything', () => {
    expect(() => place('the kernel', elf(segment(0x1000, 4, 4)), ram, [])).toThrow(
      'the kernel: 0x1000..0x1003 lies outside RAM 0x80000000..0x807fffff, and so does all of it; link it for RAM',
    );
  });
});

describe('segments of one file that overlap', () => {
  // QEMU refuses this, riscv-isa-sim loads it: fesvr/elfloader.cc writes one after the other.
  test('are loaded in order, with a warning', () => {
    const segments = [segment(0x8020_0004, 4, 4), segment(0x8020_0000, 8, 8)];
    expect(place('the kernel', elf(...segments), ram, [])).toEqual({
      segments,
      occupied: [{ what: 'the kernel', base: 0x8020_0000, size: 8 }],
      warnings: ['the kernel: segments overlap at 0x80200004..0x80200007; the later one in the file is on top'],
    });
  });

  // QEMU, include/hw/elf_ops.h: zeros that would lie on another segment are left out.
  test('are nothing odd when only the zeros of one are under the bytes of another', () => {
    const { warnings, occupied } = place('x', elf(segment(0x8020_0000, 64, 8), segment(0x8020_0010, 8, 8)), ram, []);
    expect(warnings).toEqual([]);
    expect(occupied).toEqual([{ what: 'x', base: 0x8020_0000, size: 64 }]);
  });

  test('are refused when they have more bytes than RAM', () => {
    const whole = segment(ram.base, ram.size, ram.size);
    expect(() => place('x', elf(whole, whole), ram, [])).toThrow(ImageError);
  });
});
