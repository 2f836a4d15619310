import type { Reproduction } from './reproduce.ts';

/** A machine of others on which a program prints the same, or why there is none of its kind. */
export type Peer = { readonly name: string } & ({ readonly command: string } | { readonly why: string });

/** Extensions that QEMU 7.2 has not, and QEMU 11 has. */
const newInQemu: readonly string[] = ['Zicfilp', 'Zicfiss', 'Ssdbltrp', 'Smepmp'];

/**
 * Where else the program says what it says here. Its firmware is the same file, or another link of the same build: Spike starts an ELF file, and
 * tells it of no payload but by its place.
 *
 * @param base of the names of the program's files
 * @param field that the finding is about
 */
export function peersOf({ harts, extensions }: Reproduction, base: string, field: string, firmware: string): Peer[] {
  const flags = extensions.map((extension) => extension.toLowerCase());
  const spikeFlags = `--isa=${['rv64gch_zicntr', ...flags].join('_')} --kernel=${base}.bin fw_jump.elf`;
  // Spike takes no interrupt between a jump and its landing pad but where it goes step by step.
  const spike = extensions.includes('Zicfilp')
    ? `printf 'rs 100000000\\nq\\n' > steps; spike -p${harts} -d --debug-cmd=steps ${spikeFlags}`
    : `spike -p${harts} --instructions=100000000 ${spikeFlags}`;
  const cpu = flags.length === 0 ? '' : ` -cpu rv64,${flags.map((flag) => `${flag}=true`).join(',')}`;
  const qemu = `qemu-system-riscv64 -M virt${cpu} -smp ${harts} -nographic -bios ${firmware} -kernel ${base}.bin`;
  const isNew = extensions.some((extension) => newInQemu.includes(extension));
  return [
    { name: 'Spike', command: spike },
    isNew
      ? { name: 'QEMU 7.2', why: `it does not have ${extensions.join(', ')}` }
      : { name: 'QEMU 7.2', command: qemu },
    field === 'V'
      ? { name: 'QEMU 11', why: 'it drops what firmware writes to mstatus.MPV, and with it where to return to' }
      : { name: 'QEMU 11', command: qemu },
  ];
}
