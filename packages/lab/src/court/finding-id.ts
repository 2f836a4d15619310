import type { SourceName } from '../event-source.ts';
import { changeInWords } from '../finding.ts';
import { memoryAddress } from '../memory-difference.ts';
import type { Payload } from '../payload.ts';
import type { Violation } from '../violation.ts';
import type { CourtCase, CourtFinding } from './report.ts';

/** A word of an id: nothing that a shell or a path would take for something else. */
const slug = (text: string): string => text.replaceAll(/[^\w.=]+/g, '-').replaceAll(/^-|-$/g, '');

/** The last part of a path. */
const baseName = (path: string): string => path.split('/').at(-1)!;

/** `world-switch/minimal/software`; with more harts than one `suspend/minimal/software-4-harts`. */
export const caseName = (payload: string, handler: string, source: SourceName, harts: number): string =>
  [baseName(payload), handler, harts === 1 ? source : `${source}-${harts}-harts`].map(slug).join('/');

/** `world-switch/minimal/software/O1/V/0-1/HS-with-SPV=1`. */
export const findingId = (
  { name }: Pick<CourtCase, 'name'>,
  { oracle, field, change, mode }: Pick<CourtFinding, 'oracle' | 'field' | 'change' | 'mode'>,
): string => [name, ...[oracle, field, change, mode].map(slug)].join('/');

/** The name of an address without the offset, which another build may have elsewhere. */
const nameOf = (address: bigint, { symbol }: Pick<Payload, 'symbol'>): string | undefined =>
  symbol(address)?.replace(/\+0x[0-9a-f]+$/, '');

/** A field as findings name it: doublewords of memory by the symbol that they belong to. */
export function fieldWithoutAddress(field: string, payload: Pick<Payload, 'symbol'>): string {
  const address = memoryAddress(field);
  if (address === undefined) return field;
  const name = nameOf(BigInt(address), payload);
  return name === undefined ? 'memory' : `memory ${name}`;
}

/** A change as findings tell of it: of where a handler went the name without the offset. */
export const changeWithoutAddress = (violation: Violation, payload: Pick<Payload, 'symbol'>): string =>
  changeInWords(violation, { symbol: (address) => nameOf(address, payload) ?? 'code without a name' });
