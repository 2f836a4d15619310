import { existsSync } from 'node:fs';
import {
  DEFAULT_RAM,
  Machine,
  readImage,
  type Console,
  type Image,
  type Loaded,
  type MachineOptions,
  type SemihostingOptions,
} from '@hartlab/machine';
import type { OpenOutput } from './character-words.ts';
import { engineNames, engines } from './engines.ts';
import { loadedBesides } from './loader-words.ts';
import type { LoadedImage } from './naming.ts';
import type { Given } from './options.ts';
import { payloadNeeds, payloadImage } from './payload.ts';
import { readFile } from './read-file.ts';
import { ofFile, readImageFile } from './read-image-file.ts';
import { Refusal } from './refusal.ts';
import { resumePolicies } from './resume-policies.ts';
import { semihostingOf } from './semihosting-words.ts';
import { virtioOf } from './virtio-words.ts';

/** The flags that say what a machine is made of and what runs on it. */
export const machineFlags = [
  'kernel',
  'bios',
  'hand',
  'initrd',
  'dtb',
  'append',
  'smp',
  'm',
  'poison',
  'drive',
  'blockdev',
  'chardev',
  'fsdev',
  'virtfs',
  'netdev',
  'nic',
  'net',
  'device',
  'global',
  'snapshot',
  'semihosting',
  'semihostingConfig',
  'cpu',
  'machine',
  'policy',
  'pmuSnapshots',
  'handler',
  'instructionsPerTick',
  'quantum',
  'engine',
  'seed',
  'traceHash',
] as const;

export type MachineFlags = Given<(typeof machineFlags)[number]>;

/** What a machine has without a flag that says so. */
export const machineDefaults = {
  bios: 'default',
  smp: 1,
  m: DEFAULT_RAM,
  policy: 'private',
  pmuSnapshots: 'on',
  machine: {},
} as const satisfies MachineFlags;

type CompleteFlags = MachineFlags & Required<Pick<MachineFlags, keyof typeof machineDefaults>>;

/** A machine, and what is loaded into it and has names. */
interface Built {
  readonly machine: Machine;
  readonly images: readonly LoadedImage[];
}

/** The same object without what is undefined in it. */
const present = <Options extends object>(options: { [Key in keyof Options]: Options[Key] | undefined }): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;

const biosOf = async (word: string, ram: number, read: typeof readFile): Promise<MachineOptions['bios']> => {
  if (word === 'default') return 'built-in';
  // QEMU finds these in a directory of its own.
  if (/^opensbi-riscv(?:32|64)-[^/]*$/.test(word) && !existsSync(word))
    throw new Refusal(
      `-bios ${word} is a file of QEMU's own; the firmware here is -bios default, or the path of another`,
    );
  return word === 'none' ? 'none' : { image: await readImageFile(word, 'the firmware', ram, read) };
};

/** What there is to load. @param read is given the path, what the file is for, and how long it may be */
const filesOf = async (
  flags: CompleteFlags,
  payload: string | undefined,
  read: typeof readFile,
  without: Image | undefined,
) => {
  const { m: ram } = flags;
  const bios = await biosOf(flags.bios, ram, read);
  const kernel =
    payload === undefined ? without : await payloadImage(payload, flags.handler ?? 'minimal', bios, ram, read);
  const initrd = flags.initrd === undefined ? undefined : read(flags.initrd, 'the initrd', ram);
  const tree = flags.dtb === undefined ? undefined : read(flags.dtb, 'the device tree', ram);
  const besides = without ? [] : loadedBesides(flags.device, bios, ram, read);
  return { bios, kernel, initrd, besides, tree };
};

/** What of that has names. */
const imagesIn = (
  { bios, kernel, besides }: Awaited<ReturnType<typeof filesOf>>,
  paths: { readonly firmware: string | undefined; readonly payload: string | undefined },
): LoadedImage[] => [
  ...(typeof bios === 'object'
    ? [
        {
          what: 'the firmware',
          image: ofFile(paths.firmware!, () => readImage(bios.image, 'firmware')),
          path: paths.firmware,
        },
      ]
    : []),
  ...(kernel ? [{ what: 'the payload', image: kernel, path: paths.payload }] : []),
  ...besides,
];

/** Who is told of what the guest says besides its console. */
interface Told extends Pick<
  MachineOptions,
  'traceSbi' | 'traceDisks' | 'guestErrors' | 'marked' | 'reboots' | 'serial'
> {
  /** A byte that is written by semihosting. */
  readonly semihosted?: SemihostingOptions['write'];
}

/** What is known of a machine before it is made. */
interface Prepared {
  readonly images: readonly LoadedImage[];
  /** Makes it. @throws Refusal or ImageError when it cannot be made so. */
  readonly make: (console: Console, told: Told & Pick<MachineOptions, 'hand'>) => Machine;
}

/**
 * The machine that the command line describes, with its payload loaded; or, if what was loaded is given, one that is made
 * like that and whose snapshot is to be restored.
 *
 * @param read reads the files
 * @param keepsDisks whether what is written to disks may reach their files
 * @param open opens files that devices write; without it nothing is written
 * @param without what is loaded where there is no payload; none is refused if absent
 * @throws Refusal or ImageError when a file cannot be loaded
 */
export const prepareMachine = async (
  given: MachineFlags,
  payload: string | undefined,
  {
    loaded,
    read = readFile,
    keepsDisks = true,
    open,
    without,
  }: {
    readonly loaded?: Loaded | undefined;
    readonly read?: typeof readFile;
    readonly keepsDisks?: boolean;
    readonly open?: OpenOutput | undefined;
    readonly without?: Image;
  } = {},
): Promise<Prepared> => {
  const flags: CompleteFlags = { ...machineDefaults, ...given };
  if (flags.hand && flags.bios === 'none')
    throw new Refusal('--hand needs a firmware, which starts it; -bios none leaves it out');
  const files = loaded ? undefined : await filesOf(flags, payload, read, without);
  const { harts, ...cpu } = await payloadNeeds(payload);
  return {
    images: files ? imagesIn(files, { firmware: given.bios, payload }) : [],
    make(console, { semihosted, ...told }) {
      const options = present<MachineOptions>({
        ...(files ?? { bios: flags.bios === 'default' ? 'built-in' : 'none', loaded }),
        console,
        append: flags.append,
        seed: flags.seed === undefined ? undefined : BigInt(flags.seed),
        hand: flags.hand,
        harts: given.smp ?? harts ?? flags.smp,
        ram: flags.m,
        ...(flags.cpu ?? cpu),
        policy: resumePolicies[flags.policy],
        poison: flags.poison,
        board: flags.machine,
        semihosting: semihostingOf(flags, payload, semihosted, open),
        virtio: virtioOf(flags, keepsDisks, open),
        pmuSnapshots: flags.pmuSnapshots === 'on',
        instructionsPerTick: flags.instructionsPerTick,
        quantum: flags.quantum,
        engine: engines[flags.engine ?? engineNames[0]!],
        traceHash: flags.traceHash,
        ...told,
      });
      try {
        return new Machine(options);
      } catch (error) {
        throw error instanceof RangeError ? new Refusal(error.message) : error;
      }
    },
  };
};

/** The same machine, made. */
export const buildMachine = async (
  given: MachineFlags,
  payload: string | undefined,
  console: Console,
  told: Told,
  before: Parameters<typeof prepareMachine>[2] = {},
): Promise<Built> => {
  const { images, make } = await prepareMachine(given, payload, before);
  return { machine: make(console, told), images };
};
