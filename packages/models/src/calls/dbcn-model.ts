import type { Call } from '../judging/protocol.ts';
import { allOnes, isAccessible, type CallWorld } from './call-world.ts';
import type { ErrorTable } from './error-table.ts';
import { expected, type Expectation } from './expectation.ts';
import type { ExtensionModel } from './extension-model.ts';
import { areaOf, areas } from './shared-area.ts';
import { each } from './tried.ts';

const tables: Readonly<Record<string, ErrorTable>> = {
  console_write: {
    section: 'sbi "Function: Console Write (FID #0)"',
    title: 'Debug Console Write Errors',
    rows: ['INVALID_PARAM', 'DENIED', 'FAILED'],
  },
  console_read: {
    section: 'sbi "Function: Console Read (FID #1)"',
    title: 'Debug Console Read Errors',
    rows: ['INVALID_PARAM', 'DENIED', 'FAILED'],
  },
  console_write_byte: {
    section: 'sbi "Function: Console Write Byte (FID #2)"',
    title: 'Debug Console Write Byte Errors',
    rows: ['DENIED', 'FAILED'],
  },
};

function expectConsole(
  world: CallWorld,
  { name, args: [bytes = 0n, low = 0n, high = 0n] }: Call,
): Expectation<CallWorld> {
  const table = tables[name]!;
  // Who may use the console, the implementation says.
  const DENIED = 'ever';
  if (name === 'console_write_byte') return expected(table, { DENIED }, { value: 0n });
  const isBad = !isAccessible(world, low, high, bytes);
  // Of a range without bytes no text says whether it can be a wrong one.
  const INVALID_PARAM = isBad && bytes === 0n ? 'may' : isBad;
  // Nobody types, so that there is nothing to read.
  const most = name === 'console_read' ? 0n : bytes;
  const value = { words: most === 0n ? '0' : `at most ${most}`, holds: (count: bigint) => count <= most };
  return expected(table, { INVALID_PARAM, DENIED }, { value, valueRule: table.section });
}

/** The debug console, of which nobody types at the keyboard. */
export const dbcnModel: ExtensionModel = {
  name: 'DBCN',
  expect: expectConsole,
  any(random, world, hart) {
    const name = random.of(Object.keys(tables));
    const [low, high] = random.of([[areaOf(world.memory.begin, hart), 0n] as const, ...areas(world, hart)]);
    return { hart, extension: 'DBCN', name, args: [BigInt(random.below(9)), low, high] };
  },
  corners(world, hart) {
    const good = areaOf(world.memory.begin, hart);
    // Ranges that end behind the last address there is, and go on at the first.
    const wrapping = [allOnes, allOnes - good, allOnes - good + 1n, 2n ** 64n - 0x8000_0000n];
    // A firmware may well not come back from writing what nobody may read: that is tried last.
    return [
      ...each('console_write_byte', [0x41n, 0x1_00n, allOnes]),
      ...['console_read', 'console_write'].flatMap((name) => [
        ...each(name, wrapping, [good, world.platform.accessible[0]?.begin ?? 0n], [0n]),
        ...areas(world, hart).flatMap(([low, high]) => each(name, [0n, 4n], [low], [high])),
      ]),
    ];
  },
};
