import { DwarfCursor } from './dwarf-cursor.ts';
import type { LineUnit } from './line-unit.ts';

/** The sections in which a line table is, whole and not compressed. */
export interface LineSections {
  readonly line: Uint8Array;
  readonly lineStr: Uint8Array;
  readonly str: Uint8Array;
}

/** DWARF 5, "Line Number Header Entry Formats": DW_LNCT. */
const PATH = 1;
const DIRECTORY_INDEX = 2;

/** Bytes of the other forms that an entry may have (DWARF 5, "Form Encodings"), by the code: of data1, 2, 4, 8 and 16. */
const fixed: ReadonlyMap<number, number> = new Map([
  [0x0b, 1],
  [0x05, 2],
  [0x06, 4],
  [0x07, 8],
  [0x1e, 16],
]);
const DW_FORM_string = 0x08;
const DW_FORM_block = 0x09;
const DW_FORM_strp = 0x0e;
const DW_FORM_udata = 0x0f;
const DW_FORM_line_strp = 0x1f;

interface Entry {
  readonly path: string;
  readonly directory: number;
}

/**
 * The paths of the files of a unit, by the number that its program calls them by; as the directory in which the compiler ran
 * sees them, where they are in it and the unit says which that is.
 *
 * @throws ImageError when the tables are damaged
 */
export function fileNames(unit: LineUnit, sections: LineSections): readonly (string | undefined)[] {
  const cursor = new DwarfCursor(sections.line, unit.names, unit.program);
  if (unit.version < 5) {
    // The directory 0 is that of the compiler, which is said in another section; the file 0 is none.
    const directories = [undefined, ...untilEmpty(cursor, () => undefined).map(({ path }) => path)];
    const files = untilEmpty(cursor, () => {
      const directory = cursor.unsigned();
      cursor.unsigned();
      cursor.unsigned();
      return directory;
    });
    return [undefined, ...files.map((file) => joined(file, directories))];
  }
  const directories = entries(cursor, unit, sections).map(({ path }) => path);
  return entries(cursor, unit, sections).map((file) => joined(file, directories));
}

/** The entries up to an empty path, of versions 2 to 4. */
function untilEmpty(cursor: DwarfCursor, directoryOf: () => number | undefined): Entry[] {
  const all: Entry[] = [];
  for (let path = cursor.string(); path !== ''; path = cursor.string())
    all.push({ path, directory: directoryOf() ?? 0 });
  return all;
}

/** The entries of version 5, each of fields whose kinds and forms are said before them. */
function entries(cursor: DwarfCursor, { width }: LineUnit, sections: LineSections): Entry[] {
  const formats = Array.from({ length: cursor.u8() }, () => ({ kind: cursor.unsigned(), form: cursor.unsigned() }));
  const count = cursor.unsigned();
  // Every form takes a byte at least, so the end of the header is that of any count.
  if (formats.length === 0) return [];
  const all: Entry[] = [];
  for (let index = 0; index < count; index++) {
    let path = '';
    let directory = 0;
    for (const { kind, form } of formats) {
      const value = field(cursor, form, width, sections);
      if (kind === PATH && typeof value === 'string') path = value;
      if (kind === DIRECTORY_INDEX && typeof value === 'number') directory = value;
    }
    all.push({ path, directory });
  }
  return all;
}

/** A field: a string, a number, or nothing that matters here. */
function field(cursor: DwarfCursor, form: number, width: 4 | 8, sections: LineSections): string | number | undefined {
  const bytes = fixed.get(form);
  if (bytes === 1) return cursor.u8();
  if (bytes === 2) return cursor.u16();
  if (bytes === 4) return cursor.u32();
  if (bytes !== undefined) return void cursor.skip(bytes);
  if (form === DW_FORM_udata) return cursor.unsigned();
  if (form === DW_FORM_string) return cursor.string();
  if (form === DW_FORM_block) return void cursor.skip(cursor.unsigned());
  if (form !== DW_FORM_line_strp && form !== DW_FORM_strp) throw cursor.damaged(`a name has the unknown form ${form}`);
  const strings = form === DW_FORM_line_strp ? sections.lineStr : sections.str;
  const at = cursor.offset(width);
  if (at >= strings.length) throw cursor.damaged(`the name at ${at} is outside the ${strings.length} bytes of names`);
  return new DwarfCursor(strings, at).string();
}

/** A path as people read it: without what it shares with the compiler's directory, and on one line. */
function joined({ path, directory }: Entry, directories: readonly (string | undefined)[]): string | undefined {
  if (path === '') return undefined;
  const base = directories[0];
  const parent = directory === 0 ? undefined : directories[directory];
  const whole = path.startsWith('/') || parent === undefined || parent === base ? path : `${parent}/${path}`;
  const inside = base !== undefined && whole.startsWith(`${base}/`) ? whole.slice(base.length + 1) : whole;
  return inside.replace(/^(?:\.\/)+/, '').replaceAll(/\p{Cc}/gu, '?');
}
