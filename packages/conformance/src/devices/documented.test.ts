import { readFileSync } from 'node:fs';
import type { Width } from '@hartlab/isa';
import { type BoardOptions, virt } from '@hartlab/machine';
import { expect, test } from 'vitest';
import type { Access } from './access-loop.ts';
import { ourAnswers } from './answers.ts';

const page = readFileSync(new URL('../../../../docs/devices.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (`[^|]+) \| (0x[\da-f]+) \| (0x[\da-f]+) \| ([\d ]+) \|$/gm)].map(
  ([, device = '', from, to, widths = '']) => ({
    device,
    from: Number(from),
    to: Number(to),
    widths: widths.split(' '),
  }),
);

const LOAD_ACCESS_FAULT = 5n;
const all: readonly Width[] = [1, 2, 4, 8];
/** Where an aligned access of a width begins at or after an address. */
const alignedUp = (address: number, width: number) => Math.ceil(address / width) * width;

/** The boards of the page's tables, in their order. */
const boards: readonly BoardOptions[] = [{}, { aia: 'aplic' }, { aia: 'aplic-imsic' }, { aclint: true }];
/** The devices of a board, by their addresses. */
const namesOf = (options: BoardOptions): string[] =>
  Object.entries(virt(options, 1))
    .toSorted(([, a], [, b]) => a.base - b.base)
    .map(([name]) => name);
const nameOf = (device: string): string => /^`([^`]+)`/.exec(device)![1]!;

test('the page lists all devices, by their addresses', () => {
  const listed = new Set(rows.map(({ device }) => nameOf(device)));
  expect([...listed]).toEqual([...new Set(boards.flatMap(namesOf))]);
});

test.each(rows)('$device answers from $from to $to, at $widths bytes, and just beyond nothing of it does', (row) => {
  const { device, from, to, widths } = row;
  const board = boards.find((each) => namesOf(each).includes(nameOf(device)))!;
  const within = all.flatMap((width): Access[] => [
    { address: from, width },
    { address: alignedUp(to + 1, width) - width, width },
  ]);
  const inside = within.filter(({ address, width }) => address + width <= to + 1);
  for (const [index, { cause }] of ourAnswers(inside, board).entries())
    expect(cause).toBe(widths.includes(`${inside[index]!.width}`) ? 0n : LOAD_ACCESS_FAULT);
  const next = rows.find((other) => other.from === to + 1 && namesOf(board).includes(nameOf(other.device)));
  const beyond = all.map((width): Access => ({ address: alignedUp(to + 1, width), width }));
  for (const [index, { cause }] of ourAnswers(beyond, board).entries())
    if (!next?.widths.includes(`${beyond[index]!.width}`)) expect(cause).toBe(LOAD_ACCESS_FAULT);
});
