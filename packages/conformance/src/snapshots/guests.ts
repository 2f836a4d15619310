import { assemble, parseIsa } from '@hartlab/isa';
import { guestImage, guestIsa, guests, handlers, type GuestName, type HandlerName } from '@hartlab/lab';
import { aiaKinds, type BoardOptions, BufferConsole, Machine, type MachineOptions } from '@hartlab/machine';
import { elfOf, randomProgram } from '../lockstep/program.ts';
import type { Random } from '@hartlab/models';
import { moreOf } from './board-statements.ts';
import { type More, randomBoardProgram, type ProgramMode } from './random-board-program.ts';

/** A guest, and how to make a machine that is about to run it. */
export interface SnapshotGuest {
  readonly name: string;
  /** Options take the place of those that it has by itself. */
  readonly create: (options?: Partial<MachineOptions>) => Machine;
}

const RAM = 16 * 1024 ** 2;
const bases: Readonly<Record<ProgramMode, number>> = { m: 0x8000_0000, s: 0x8020_0000 };

/** An ISA as rich as there is, one without the timer of supervisors, and the machine's own. */
const isas = ['max', 'rv64imafdch_zicntr_zicsr_zifencei_zihpm_svade', undefined];

/** The guest of a seed. */
export function randomGuest(seed: number, random: Random): SnapshotGuest {
  const kind = random.below(8);
  if (kind === 0) return bundledGuest(random);
  if (kind === 1) return lockstepGuest(seed);
  return boardGuest(random, kind === 2 ? 'm' : random.of(['m', 's', 's']), 1 + random.below(4));
}

const guest = (
  name: string,
  options: Omit<MachineOptions, 'console' | 'ram' | 'traceHash'>,
  input = '',
): SnapshotGuest => ({
  name,
  create: (others) =>
    new Machine({ ...options, ram: RAM, traceHash: 'full', console: new BufferConsole(input), ...others }),
});

function bundledGuest(random: Random): SnapshotGuest {
  const name = random.of(Object.keys(guests) as GuestName[]);
  const handler = random.of(Object.keys(handlers) as HandlerName[]);
  const isa = guestIsa(name);
  const kernel = guestImage(name, handler);
  return guest(`${name} with the handler ${handler}`, { bios: 'built-in', kernel, ...(isa && { isa }) });
}

/** A random program such as those that are compared with Spike, of so many snippets. */
export function lockstepGuest(seed: number, snippets = 8): SnapshotGuest {
  const program = randomProgram(seed, { snippets, peer: 'engine' });
  const { isa } = program;
  return guest(`a program of the lock-step comparison, ${isa.name}`, { bios: 'none', kernel: elfOf(program), isa });
}

/** The guest of a seed, on any of the boards, which may ask the host by semihosting and starts again after a reset. */
export function randomBoardGuest(_seed: number, random: Random): SnapshotGuest {
  const board: BoardOptions = { aia: random.of(aiaKinds), aclint: random.oneIn(2) };
  const mode = random.of(['m', 's', 's'] as const);
  const name = Object.values(board).join(' ');
  return boardGuest(random, mode, 1 + random.below(3), {
    what: ` with ${name}`,
    more: moreOf(board),
    options: { board, semihosting: { userspace: true, commandLine: name }, reboots: true },
  });
}

/** What a board's guest has besides what all have. */
interface Besides {
  readonly what: string;
  readonly more: More;
  readonly options: Partial<MachineOptions>;
}

function boardGuest(random: Random, mode: ProgramMode, harts: number, besides?: Besides): SnapshotGuest {
  const origin = bases[mode];
  const source = randomBoardProgram(random, mode, harts, besides?.more);
  const { bytes, labels } = assemble(source, { origin: BigInt(origin) });
  const isa = random.of(isas);
  const input = Array.from({ length: random.below(30) }, () => String.fromCharCode(0x20 + random.below(0x5f))).join('');
  return guest(
    `a program of ${mode.toUpperCase()}-mode on ${harts} harts, ${isa ?? 'default ISA'}${besides?.what ?? ''}`,
    {
      bios: mode === 'm' ? 'none' : 'built-in',
      harts,
      kernel: {
        kind: 'assembled',
        entry: origin,
        segments: [{ address: origin, bytes, size: bytes.length }],
        // HTIF, on half of the machines.
        symbols: random.oneIn(2) ? [] : [...labels].map(([name, address]) => ({ name, address, size: 0n })),
      },
      ...(isa !== undefined && { isa: parseIsa(isa) }),
      ...besides?.options,
    },
    input,
  );
}
