import { decoder, isaTables, parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { peerLog, type PeerProgram, peerPrograms, runPeerProgram } from '../testing/peer-programs.ts';

const runs = new Map<PeerProgram, ReturnType<typeof run>>();
const runOf = (program: PeerProgram) => {
  const known = runs.get(program) ?? run(program);
  runs.set(program, known);
  return known;
};

/** What the program logs, whether it came to its end, and the names of the rows that retired. */
function run(program: PeerProgram) {
  const words = new Set<number>();
  const result = runPeerProgram(program, (hart) => {
    const { kind, word } = hart.step();
    if (kind === 'retired') words.add(word);
  });
  const decode = decoder(parseIsa(program.isa));
  return { ...result, retired: [...words].map((word) => decode(word)?.insn.name) };
}

test.each(peerPrograms)(
  '$name: every logged register is what Spike has',
  (program) => {
    const { log, finished } = runOf(program);
    expect(finished).toBe(true);
    expect(log.split('\n')).toEqual(peerLog(program).split('\n'));
  },
  60_000,
);

// What a row says is tested where a program here has executed it, because the programs' logs are Spike's. ecall and ebreak
// trap always, and the programs' logs are of traps. A compressed row has no semantics of its own: what it expands to is
// tested in isa/src/compressed.test.ts.
test('no row is without a test of its semantics', { timeout: 120_000 }, () => {
  const tested = new Set(['ecall', 'ebreak', ...peerPrograms.flatMap((program) => runOf(program).retired)]);
  const names = isaTables.flatMap((table) => table.rows.map(({ name }) => name));
  expect(names.filter((name) => !tested.has(name))).toEqual([]);
});
