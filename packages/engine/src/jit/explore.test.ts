import { assemble, decoder, parseIsa } from '@hartlab/isa';
import { describe, expect, test } from 'vitest';
import { type Block, edgesOf, explore, type Source } from './explore.ts';

const decode = decoder(parseIsa('max'));

/** The code of a program, all of which is known but what is at or behind `end`; and where indirect jumps lead. */
function sourceOf(program: string, targets: Readonly<Record<string, readonly string[]>> = {}, end = Infinity) {
  const { bytes, labels } = assemble(program, { origin: 0n });
  const at = (label: string) => Number(labels.get(label));
  const word = (place: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(place, true);
  const source: Source = {
    instructionAt: (place) =>
      place >= 0 && place + 4 <= Math.min(bytes.length, end) ? decode(word(place)) : undefined,
    targetsOf: (place) =>
      Object.entries(targets).flatMap(([label, others]) => (at(label) === place ? others.map(at) : [])),
  };
  return { source, at };
}

/** Blocks as text: where each begins, how many instructions it has, and where it leads; out of the region in brackets. */
const shown = (blocks: readonly Block[]) =>
  blocks.map((block) => {
    const ways = edgesOf(block).map(({ at, to }) => (to ? `${blocks.indexOf(to)}` : `(${at})`));
    return `${block.at}+${block.instructions.length} ${block.exit.kind} ${ways.join(' ')}`.trim();
  });

test('a loop is a block that leads to itself, what follows is another', () => {
  const { source } = sourceOf('loop: addi a0, a0, -1\n bnez a0, loop\n nop\n nop', {}, 12);
  expect(shown(explore(source, 0))).toEqual(['0+2 branch 0 1', '8+1 goto (12)']);
});

test('where nothing is known there is no region', () => {
  expect(explore(sourceOf('nop', {}, 0).source, 0)).toEqual([]);
});

test('a block ends where another way leads to', () => {
  const { source } = sourceOf('beqz a0, 1f\n nop\n nop\n 1: nop\n j .', {});
  expect(shown(explore(source, 0))).toEqual(['0+1 branch 1 2', '12+1 goto 3', '4+2 goto 1', '16+1 goto 3']);
});

test('a function is followed into and back from, for each place from which it is called', () => {
  const program = 'start: jal ra, f\n jal ra, f\n j start\n f: addi a0, a0, 1\n ret';
  expect(shown(explore(sourceOf(program).source, 0))).toEqual([
    '0+1 goto 1',
    '12+2 indirect 2',
    '4+1 goto 3',
    '12+2 indirect 4',
    '8+1 goto 0',
  ]);
});

test('a function that calls itself is not followed', () => {
  const { source } = sourceOf('jal ra, f\n j .\n f: jal ra, f\n ret');
  // The inner call goes back to the beginning, whose return address is not that of the outer one.
  expect(shown(explore(source, 0))).toEqual(['0+1 goto 1', '8+1 goto 1']);
});

describe('an indirect jump', () => {
  test('that returns from where the region began leads out', () => {
    expect(shown(explore(sourceOf('nop\n ret').source, 0))).toEqual(['0+2 indirect']);
  });

  test('leads to the places that are known of it', () => {
    const program = 'start: jr a0\n one: nop\n j start\n two: nop\n nop\n j start';
    const { source } = sourceOf(program, { start: ['two', 'one'] });
    const blocks = explore(source, 0);
    expect(shown(blocks)).toEqual(['0+1 indirect -1', '12+3 goto 0', '4+2 goto 0']);
    const { exit } = blocks[0]!;
    expect(exit.kind === 'indirect' && edgesOf(exit.choice!.to!).map(({ at }) => at)).toEqual([12, 4]);
  });

  test('that calls comes back', () => {
    const program = 'start: jalr ra, 0(a0)\n j start\n one: nop\n ret';
    const blocks = explore(sourceOf(program, { start: ['one'] }).source, 0);
    expect(shown(blocks)).toEqual(['0+1 indirect -1', '8+2 indirect 2', '4+1 goto 0']);
  });

  test('of a function has its places in common with the others', () => {
    const program = 'first: jr a0\n one: jr a1\n two: j two';
    const { source } = sourceOf(program, { first: ['one'], one: ['two', 'one'] });
    const [a, b] = explore(source, 0).map(({ exit }) => (exit.kind === 'indirect' ? exit.choice?.to : undefined));
    expect(a).toBe(b);
    expect(edgesOf(a!).map(({ at }) => at)).toEqual([4, 8]);
  });
});

test('a region has so many instructions, and leads out where there would be more', () => {
  const blocks = explore(sourceOf('nop\n'.repeat(20)).source, 0, 5);
  expect(shown(blocks)).toEqual(['0+5 goto (20)']);
});

test('a region has code in a few pages', () => {
  const jumps = Array.from({ length: 10 }, (_, n) => `.org ${n * 4096}\n j . + 4096\n`).join('');
  expect(explore(sourceOf(jumps).source, 0).length).toBe(6);
});

test('fixed jumps do not lead a region further than it can say where it is', () => {
  const far = 1_000_000;
  const { bytes } = assemble(`j . + ${far}`, { origin: 0n });
  const jump = decode(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true))!;
  const blocks = explore({ instructionAt: () => jump, targetsOf: () => [] }, 0);
  expect(blocks.map(({ at }) => at)).toEqual([0, far, 2 * far, 3 * far, 4 * far]);
});
