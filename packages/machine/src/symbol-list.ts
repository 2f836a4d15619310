import { ImageError } from './image.ts';
import type { ImageSymbol } from './image.ts';
import { isMark, MOST_SYMBOLS } from './elf-symbols.ts';

/* Source: Linux, scripts/mksysmap and kernel/kallsyms.c (s_show); GNU binutils, "nm". */

/** `ffffffff80002000 T _start`, and in kallsyms `[kvm]` after a tab for what belongs to a module. */
const LINE = /^([0-9a-f]{1,16}) (\S) (\S+)(?:\s+\[([^\]\s]+)\])?$/i;
/** What nm says of a symbol that is elsewhere: it has no address. */
const ELSEWHERE = /^\s+[Uvw] \S+$/;
/** Types that name no place: undefined, and only for debuggers. */
const NO_PLACE = /[UuNn?-]/;
/** Types that are no address in the program: shifting it leaves them where they are. */
const ABSOLUTE = /[Aa]/;
/** A kernel's list has 15 MB. */
const LONGEST_LIST = 256 * 1024 ** 2;
/** No line is so long: what is longer is none of a list. */
const LONGEST_LINE = 4096;
/** Characters of a line that are repeated to who wrote it. */
const QUOTED = 40;

/**
 * Reads a list of symbols as `nm`, a `System.map` and `/proc/kallsyms` have it.
 *
 * @param moved what is added to each address
 * @throws ImageError when it is none, naming the line
 */
export function readSymbolList(bytes: Uint8Array, moved: bigint): ImageSymbol[] {
  if (bytes.length > LONGEST_LIST)
    throw new ImageError('it is neither an ELF file nor a list of symbols: no list is so long');
  const text = new TextDecoder().decode(bytes);
  const symbols: ImageSymbol[] = [];
  let number = 0;
  let known = false;
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, Math.min(end, at + LONGEST_LINE)).trimEnd();
    at = end + 1;
    number++;
    if (line === '' || ELSEWHERE.test(line)) continue;
    const [, address, type = '', name = '', module] = LINE.exec(line) ?? [];
    if (address === undefined) throw new ImageError(noSymbol(line, number));
    const value = BigInt(`0x${address}`);
    known ||= value !== 0n;
    if (NO_PLACE.test(type) || isMark(name)) continue;
    if (symbols.length === MOST_SYMBOLS) throw new ImageError(`it has more than ${MOST_SYMBOLS} symbols`);
    symbols.push({
      name,
      address: ABSOLUTE.test(type) ? value : BigInt.asUintN(64, value + moved),
      size: 0n,
      ...(module !== undefined && { module }),
    });
  }
  if (symbols.length === 0) throw new ImageError('it has no symbols');
  if (!known)
    throw new ImageError(
      'all of its addresses are 0: the kernel hides them from who is not root; save /proc/kallsyms as root',
    );
  return symbols;
}

function noSymbol(line: string, number: number): string {
  const printable = /^[\x20-\x7e]*$/.test(line.slice(0, QUOTED)) ? ` ("${line.slice(0, QUOTED)}")` : '';
  return `it is neither an ELF file nor a list of symbols: line ${number}${printable} is not like "ffffffff80002000 T _start"`;
}
