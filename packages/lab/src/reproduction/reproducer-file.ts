import { peersOf } from './peers.ts';
import { shellWord } from '../reproducer.ts';
import type { Reproduction } from './reproduce.ts';

/** What the head of a program says of where it comes from. */
export interface Origin {
  /** The finding in words. */
  readonly title: string;
  /** `OpenSBI 1.9`, the firmware's file and its hash, or the policy of the built-in one. */
  readonly under: string;
  /** The firmware's file, or the policy of the built-in one. */
  readonly firmware: { readonly file: string } | { readonly policy: string };
  /** The command that shows the finding where it was found, and the place. */
  readonly command: string;
  readonly place: string;
  readonly field: string;
}

/** The file, with a head that says what it shows and how to run it. @param base of its name, without `.S` */
export function reproducerFile(reproduction: Reproduction, origin: Origin, base: string): string {
  const { text, prints, printsUnder, harts, extensions } = reproduction;
  const { title, under, firmware, command, place, field } = origin;
  const cpu =
    extensions.length === 0 ? '' : ` -cpu rv64,${extensions.map((name) => `${name.toLowerCase()}=true`).join(',')}`;
  const by = 'file' in firmware ? `-bios ${shellWord(firmware.file)}` : `--policy ${firmware.policy}`;
  const run = `hartlab run${cpu} -smp ${harts} ${by} -kernel ${base}.bin`;
  const peers =
    'policy' in firmware
      ? ['No other machine has this firmware.']
      : peersOf(reproduction, base, field, shellWord(firmware.file)).map((peer) =>
          'command' in peer ? `${peer.name}: ${peer.command}` : `${peer.name} is no oracle for it: ${peer.why}.`,
        );
  const head = [
    title,
    '',
    `Under ${under} it prints`,
    '',
    `    ${prints}`,
    '',
    "and under hartlab's built-in firmware, by its policies:",
    '',
    ...Object.entries(printsUnder).map(([name, line]) => `    ${name}: ${line ?? '(nothing)'}`),
    '',
    `Found at ${place} by`,
    `    ${command}`,
    'and reduced to what must be there for it. To build it, and to run it:',
    '',
    `    riscv64-linux-gnu-gcc -nostdlib -static -Wl,--build-id=none,-Ttext=0x80200000 -o ${base}.elf ${base}.S`,
    `    riscv64-linux-gnu-objcopy -O binary ${base}.elf ${base}.bin`,
    '',
    `hartlab: ${run}`,
    ...peers,
  ];
  return `${head.map((line) => `# ${line}`.trimEnd()).join('\n')}\n\n${text}`;
}
