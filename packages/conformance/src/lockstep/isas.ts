import { type Extension, type Isa, parseIsa } from '@hartlab/isa';
import type { Random } from '@hartlab/models';
import type { Peer } from './peer.ts';

/** What every program has: its own code needs much of it. */
export const BASE_ISA = 'rv64imac_h_zicntr_zicsr_zifencei_zihpm_sstc_svade_svadu_svinval';

/** All there is, also what `max` leaves out. */
export const everything: Isa = parseIsa('max_smdbltrp_smrnmi_svade');

/** Extensions for which Spike has no name, as they only promise what it does anyway, or, as Sdtrig, are always there. */
const namelessInSpike: ReadonlySet<Extension> = new Set<Extension>([
  'Zic64b',
  'Ziccamoc',
  'Sdtrig',
  'Supm',
  'Ssccptr',
  'Sscounterenw',
  'Sspm',
  'Ssstateen',
  'Ssstrict',
  'Sstvala',
  'Sstvecd',
  'Ssu64xl',
  'Sv39',
  'Sv48',
  'Sv57',
  'Svbare',
  'Sha',
  'Shcounterenw',
  'Shgatpa',
  'Shtvala',
  'Shvsatpa',
  'Shvstvala',
  'Shvstvecd',
]);

/** Spike's name for an ISA. Misaligned loads and stores work here, which Spike calls Zicclsm. */
export const spikeIsa = (isa: Isa): string => {
  const words = isa.name.split('_');
  const named = words.filter(
    (word, index) => index === 0 || ![...namelessInSpike].some((name) => name.toLowerCase() === word),
  );
  return [...named, 'zicclsm'].join('_');
};

/** Those that are not drawn by themselves, but come with others, as on Spike. */
const withOthers: ReadonlySet<Extension> = new Set<Extension>(['Ssstateen', 'Sha', 'Sv39', 'Sv48', 'Svbare']);

/** Extensions beside those of the base. */
const drawn = everything.extensions.filter((name) => !parseIsa(BASE_ISA).has(name) && !withOthers.has(name));

/**
 * The ISA of a program: all there is, little, or any extensions at all. QEMU 7.2 is told nothing of them. Of triggers
 * Spike has fewer kinds than there are here, and it takes them where they are held back here.
 */
export function randomIsa(random: Random, peer: Peer): Isa {
  if (peer === 'QEMU' || random.oneIn(12)) return parseIsa(BASE_ISA);
  // All of them one time in three.
  const missing = random.of([Infinity, 8, 2]);
  const extensions = new Set(drawn.filter(() => missing === Infinity || !random.oneIn(missing)));
  if (extensions.has('Zicfiss')) extensions.add('Zcmop');
  if (peer === 'Spike') {
    extensions.delete('Sdtrig');
    // With both, Spike keeps the modes below M out of what AIA has.
    for (const name of random.of([['Smstateen'], ['Smaia', 'Ssaia']] as const)) extensions.delete(name);
  }
  const names = [...extensions].map((name) => name.toLowerCase());
  const isLetter = (name: string) => name.length === 1;
  const [base = '', ...words] = BASE_ISA.split('_');
  const translation = random.oneIn(2) ? ['svbare', 'sv57'] : [];
  return parseIsa(
    [base + names.filter(isLetter).join(''), ...words, ...names.filter((name) => !isLetter(name)), ...translation].join(
      '_',
    ),
  );
}
