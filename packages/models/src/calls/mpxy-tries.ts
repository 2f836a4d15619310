import { allOnes } from './call-world.ts';
import { MSG_DATA_MAX_LEN, PROTOCOLS, shmemOf, STANDARD } from './channel-attributes.ts';
import type { ExtensionModel } from './extension-model.ts';
import { areaOf, areas } from './shared-area.ts';
import { each } from './tried.ts';

/** What there is to try of message channels. */
export const mpxyTries: Pick<ExtensionModel, 'any' | 'corners'> = {
  any(random, world, hart) {
    const base = { hart, extension: 'MPXY' } as const;
    const { channels, messageBytes } = world.platform;
    if (shmemOf(world, hart) === undefined && !random.oneIn(5))
      return { ...base, name: 'set_shmem', args: [areaOf(world.memory.begin, hart), 0n, BigInt(random.below(2))] };
    const id = BigInt(channels.length === 0 || random.oneIn(10) ? random.below(5) : random.of(channels).id);
    const attribute = random.oneIn(8)
      ? random.of([STANDARD, PROTOCOLS, PROTOCOLS - 1n, 0xffff_ffffn])
      : BigInt(random.below(12));
    const count = random.oneIn(8)
      ? random.of([0n, 13n, BigInt(messageBytes / 4), BigInt(messageBytes / 4 + 1)])
      : BigInt(1 + random.below(12));
    switch (random.below(8)) {
      case 0:
        return { ...base, name: 'get_shmem_size', args: [] };
      case 1:
        return {
          ...base,
          name: 'set_shmem',
          args: [...random.of(areas(world, hart)), random.of([0n, 1n, 1n, 2n, 1n << 32n])],
        };
      case 2:
        return { ...base, name: 'get_channel_ids', args: [BigInt(random.below(channels.length + 2))] };
      case 3:
        return { ...base, name: 'read_attributes', args: [id, attribute, count] };
      case 4:
        return {
          ...base,
          name: 'write_attributes',
          args: [id, random.oneIn(3) ? attribute : 7n + BigInt(random.below(5)), random.oneIn(2) ? 1n : count],
        };
      case 5:
        return { ...base, name: 'get_notification_events', args: [id] };
      default: {
        const name = random.of(['send_message_with_response', 'send_message_without_response'] as const);
        return {
          ...base,
          name,
          args: [
            id,
            BigInt(random.below(4)),
            BigInt(random.oneIn(5) ? random.of([messageBytes, messageBytes + 1, 1025]) : random.below(64)),
          ],
        };
      }
    }
  },
  corners(world, hart) {
    const { channels, messageBytes } = world.platform;
    const known = [...channels.map(({ id }) => BigInt(id)), 0xffff_fff0n];
    const good = areaOf(world.memory.begin, hart);
    const starts = [0n, 1n, BigInt(channels.length), BigInt(channels.length) + 1n, 0xffff_ffffn, 1n << 32n];
    const counts = [1n, 0n, 12n, 13n, BigInt(messageBytes / 4), BigInt(messageBytes / 4) + 1n, 0xffff_ffffn];
    const bases = [0n, 6n, 7n, 0xbn, 0xcn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn];
    const lengths = [
      0n,
      1n,
      ...channels.flatMap(({ attributes: held }) => [
        BigInt(held[MSG_DATA_MAX_LEN]!),
        BigInt(held[MSG_DATA_MAX_LEN]!) + 1n,
      ]),
      allOnes,
    ];
    const functions = [
      ...each('get_channel_ids', starts),
      ...each('read_attributes', known, bases, counts),
      ...each('write_attributes', known, bases, counts),
      ...each('send_message_with_response', known, [0n, 1n], lengths),
      ...each('send_message_without_response', known, [0n, 1n], lengths),
      ...each('get_notification_events', known),
    ];
    return [
      { name: 'get_shmem_size', args: [] },
      ...functions,
      ...areas(world, hart).flatMap(([low, high]) => each('set_shmem', [low], [high], [0n, 1n, 2n, 4n, 1n << 63n])),
      { name: 'set_shmem', args: [good, 0n, 0n] },
      { name: 'set_shmem', args: [good, 0n, 1n] },
      ...functions,
    ];
  },
};
