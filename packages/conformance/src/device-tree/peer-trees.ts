import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../repository.ts';
import { factsOf, type TreeFacts } from './tree-facts.ts';
import { INITRD, type TreeSetting } from './tree-setting.ts';

/** What another machine's trees say in several settings, by the words of these. */
export interface PeerTrees {
  /** Which machine, and its version. */
  readonly peer: string;
  readonly trees: Readonly<Record<string, TreeFacts>>;
}

/** Where what QEMU said is recorded. */
const recorded = `${root}packages/conformance/src/device-tree/qemu.json`;

/** What is in the file: each fact once, with the numbers of the settings in which it is so. */
interface Recorded {
  readonly peer: string;
  readonly settings: readonly string[];
  readonly facts: readonly (readonly [place: string, value: string | readonly string[], settings: readonly number[]])[];
}

/** What was recorded. */
export function recordedTrees(): PeerTrees {
  const { peer, settings, facts } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;
  const trees = settings.map((words, number): [string, TreeFacts] => [
    words,
    Object.fromEntries(facts.flatMap(([place, value, where]) => (where.includes(number) ? [[place, value]] : []))),
  ]);
  return { peer, trees: Object.fromEntries(trees) };
}

/** Records them. */
export function record({ peer, trees }: PeerTrees): void {
  const facts = new Map<string, [string, string | readonly string[], number[]]>();
  for (const [number, tree] of Object.values(trees).entries())
    for (const [place, value] of Object.entries(tree)) {
      const key = JSON.stringify([place, value]);
      const fact = facts.get(key) ?? [place, value, []];
      fact[2].push(number);
      facts.set(key, fact);
    }
  const lines = [...facts.values()].map((fact) => `    ${JSON.stringify(fact)}`);
  const settings = JSON.stringify(Object.keys(trees));
  writeFileSync(
    recorded,
    `{\n  "peer": ${JSON.stringify(peer)},\n  "settings": ${settings},\n  "facts": [\n${lines.join(',\n')}\n  ]\n}\n`,
  );
}

/** A QEMU gives no tree in one of the settings. */
export class NoTree extends Error {
  override readonly name = 'NoTree';
}

/** Asks a QEMU for its trees. @throws NoTree when it does not have a setting, or is none */
export function treesOf(qemu: string, settings: readonly TreeSetting[]): PeerTrees {
  const directory = mkdtempSync(join(tmpdir(), 'hartlab-trees-'));
  const file = (name: string) => join(directory, name);
  const run = (words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(qemu, words, { encoding: 'utf8', timeout: 60_000 });
    if (status === 0) return stdout;
    throw new NoTree(`${qemu} ${words.join(' ')} fails: ${stderr.trim().split('\n')[0] ?? ''}`);
  };
  try {
    writeFileSync(file('initrd'), INITRD);
    writeFileSync(file('kernel'), Uint8Array.of(0x6f, 0, 0, 0));
    const trees = settings.map(({ words }): [string, TreeFacts] => {
      const [machine = '', ...others] = words.startsWith(',') ? words.split(' ') : ['', ...words.split(' ')];
      const given = others.filter(Boolean);
      if (given.at(-1) === '-initrd') given.push(file('initrd'));
      run(['-M', `virt${machine},dumpdtb=${file('tree')}`, '-display', 'none', '-kernel', file('kernel'), ...given]);
      if (!existsSync(file('tree'))) throw new NoTree(`${qemu} has written no device tree; it is no QEMU`);
      const tree = factsOf(readFileSync(file('tree')));
      rmSync(file('tree'));
      return [words, tree];
    });
    const [version = ''] = run(['--version']).split('\n');
    return { peer: version, trees: Object.fromEntries(trees) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
