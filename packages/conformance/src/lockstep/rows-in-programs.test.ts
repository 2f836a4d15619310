import { csrs } from '@hartlab/hart';
import { compressedTables, csrAddresses, decoder, isaTables, parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { Random } from '@hartlab/models';
import { BASE_ISA, everything, randomIsa } from './isas.ts';
import { type Program, randomProgram } from './program.ts';
import { notWritten, writableCsrs } from './writable-csrs.ts';

/** A row is in one of so many programs, unless its probability is lost somewhere. */
const PROGRAMS = 500;

/** The names of the rows that the snippets of a program have, by mnemonic or by their bits. */
function rowsIn({ isa, snippets }: Program): string[] {
  // What is one row where there is an extension may be another where there is not.
  const decoders = [decoder(isa), decoder(everything)];
  const lines = snippets.flatMap(({ body }) => body.join('').split('\n'));
  return lines.flatMap((line) => {
    const [, bits] = /^ \.(?:word|half) (0x[\da-f]+)/.exec(line) ?? [];
    if (bits === undefined) return line.trim().split(' ').slice(0, 1);
    return decoders.flatMap((decode) => {
      const { insn, compressed } = decode(Number(bits)) ?? {};
      return [insn?.name ?? '', compressed?.name ?? ''];
    });
  });
}

test('every row of the instruction tables is in a random program', () => {
  const missing = new Set([...isaTables, ...compressedTables].flatMap((table) => table.rows.map(({ name }) => name)));
  for (let seed = 1; seed <= PROGRAMS && missing.size > 0; seed++)
    for (const name of rowsIn(randomProgram(seed))) missing.delete(name);
  expect([...missing]).toEqual([]);
});

test.each(['Spike', 'engine'] as const)(
  'for %s, every extension is in the ISA of a program and not in that of each',
  (peer) => {
    const isas = Array.from({ length: 50 }, (_, seed) => randomIsa(new Random(seed), peer));
    // Spike has triggers always, and has them differently.
    const wanted = everything.extensions.filter((name) => peer !== 'Spike' || name !== 'Sdtrig');
    expect(wanted.filter((name) => !isas.some((isa) => isa.has(name)))).toEqual([]);
    const base = parseIsa(BASE_ISA);
    expect(wanted.filter((name) => !base.has(name) && isas.every((isa) => isa.has(name)))).toEqual([]);
  },
);

test('every CSR is written by programs, or they have a reason not to', () => {
  const reserved = new Set(Object.values(notWritten).flat());
  const writable = csrs.filter(({ address, name }) => name in csrAddresses && address >>> 10 !== 3);
  expect(writable.map(({ name }) => name).filter((name) => !writableCsrs.has(name) && !reserved.has(name))).toEqual([]);
  expect([...reserved].filter((name) => writableCsrs.has(name))).toEqual([]);
});
