import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/machine/src/${name}.ts`;
const network = at('network/user-network.test');
const card = at('virtio/net.test');

/** What a guest sends into the network of `-netdev user`, and what it hears. */
export const networkMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('network/user-network'),
    [network],
    [
      {
        id: 'B561',
        title: 'whoever calls all is answered',
        find: 'return isFromOne && !isToAll && !isMulticast(destination);',
        replace: 'return isFromOne && !isMulticast(destination);',
      },
      {
        id: 'B562',
        title: 'a restricted network has a way out',
        find: 'if (isRestricted || (!isHere &&',
        replace: 'if ((!isHere &&',
      },
    ],
  ),
  ...mutantsOf(
    at('network/ipv4'),
    [network],
    [
      {
        id: 'B563',
        title: 'a part of a datagram is taken for the whole',
        find: 'if ((halfAt(bytes, 6) & (MORE_FRAGMENTS | OFFSET)) !== 0) return undefined;',
        replace: '',
      },
      {
        id: 'B564',
        title: 'a datagram is longer than what came',
        find: ' || length > bytes.length) return undefined;',
        replace: ') return undefined;',
      },
    ],
  ),
  ...mutantsOf(
    at('network/dhcp'),
    [network],
    [
      {
        id: 'B565',
        title: 'two have one address',
        find: '(!leases[n] || leases[n] === client)',
        replace: 'true',
      },
    ],
  ),
  ...mutantsOf(
    at('network/tcp'),
    [network],
    [
      {
        id: 'B566',
        title: 'a reset confirms too little',
        find: 'wordAt(payload, 4) + length)',
        replace: 'wordAt(payload, 4))',
      },
    ],
  ),
  ...mutantsOf(
    at('virtio/net'),
    [card],
    [
      {
        id: 'B567',
        title: 'a legacy frame begins too late',
        find: 'isVersion1 ? HEADER : LEGACY_HEADER',
        replace: 'HEADER',
      },
      {
        id: 'B568',
        title: 'answers wait without end',
        find: 'reply && frames.length < MOST_FRAMES',
        replace: 'reply',
      },
      {
        id: 'B569',
        title: 'a reset leaves what was to be received',
        find: 'mac: this.#options.mac, frames: [] }',
        replace: 'mac: this.#options.mac }',
      },
    ],
  ),
];
