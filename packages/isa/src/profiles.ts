/**
 * The extensions that each profile makes mandatory, with the names that ISA strings have for them. Not here is what they
 * ask of every hart anyway: privilege levels and versions of the privileged architecture.
 */

const words = (list: string): string[] => list.split(' ');

/** profiles "RVA20S64 Mandatory Extensions", with those of RVA20U64. */
const rva20s64 = [
  ...words('M A F D C Zicsr Zicntr Ziccif Ziccrse Ziccamoa Za128rs Zicclsm'),
  ...words('Zifencei Svbare Sv39 Svade Ssccptr Sstvecd Sstvala'),
];

/** profiles "RVA22S64 Mandatory Extensions", with those of RVA22U64. */
const rva22s64 = [
  ...rva20s64,
  ...words('Za64rs B Zihpm Zihintpause Zic64b Zicbom Zicbop Zicboz Zfhmin Zkt'),
  ...words('Sscounterenw Svpbmt Svinval'),
];

/** profiles "RVA23S64 Mandatory Extensions", with those of RVA23U64 and with the parts of Sha. */
const rva23s64 = [
  ...rva22s64,
  ...words('V Zvfhmin Zvbb Zvkt Zihintntl Zicond Zimop Zcmop Zcb Zfa Zawrs Supm'),
  ...words('Svnapot Sstc Sscofpmf Ssnpm Ssu64xl Sha H Ssstateen'),
  ...words('Shcounterenw Shvstvala Shtvala Shvstvecd Shvsatpa Shgatpa'),
];

/** The profiles by their names in lower case. They may name extensions that are not implemented yet. */
export const profiles: Readonly<Record<'rva20s64' | 'rva22s64' | 'rva23s64', readonly string[]>> = {
  rva20s64,
  rva22s64,
  rva23s64,
};
