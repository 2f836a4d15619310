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

/** Where in a machine an event is made ready, besides its source. */
export interface CasePlace {
  /** Harts that the payload sees; one if absent. */
  readonly harts?: number | undefined;
  /** The ID of the hart that is swept; 0 if absent. */
  readonly hart?: number | undefined;
  /** Whether that is at the steps of M-mode. */
  readonly inMMode?: boolean | undefined;
}

/** `world-switch/minimal/software`; elsewhere than on the one hart of a machine `suspend/minimal/software-4-harts-hart-3-M-mode`. */
export const caseName = (
  payload: string,
  handler: string,
  source: SourceName,
  { harts = 1, hart = 0, inMMode = false }: CasePlace = {},
): string => {
  const place = [
    ...(harts === 1 ? [] : [`-${harts}-harts`]),
    ...(hart === 0 ? [] : [`-hart-${hart}`]),
    ...(inMMode ? ['-M-mode'] : []),
  ];
  return [baseName(payload), handler, source + place.join('')].map(slug).join('/');
};

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
