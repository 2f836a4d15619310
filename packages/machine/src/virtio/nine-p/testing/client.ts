import { Driver } from '../../testing/driver.ts';
import type { VirtioDevice } from '../../virtio-device.ts';
import { RequestReader } from '../message.ts';

/** A field of a request: so many bytes of a number, or a string. */
export type Field = readonly [width: 1 | 2 | 4 | 8, value: number | bigint] | string;

const bytesOf = (field: Field): number[] => {
  if (typeof field === 'string')
    return [...bytesOf([2, field.length]), ...Array.from({ length: field.length }, (_, n) => field.charCodeAt(n))];
  const [width, value] = field;
  return Array.from({ length: width }, (_, n) => Number((BigInt(value) >> BigInt(8 * n)) & 0xffn));
};

/** For tests: what a client of 9P2000.L sends, and gets. */
export class Client {
  readonly driver: Driver;
  #tag = 0;

  constructor(device: VirtioDevice) {
    this.driver = new Driver(device).start();
  }

  /** The type of the reply, and its fields; undefined where there is no reply. */
  ask(
    type: number,
    fields: readonly Field[],
    room = 8192,
  ): { type: number; fields: RequestReader; length: number } | undefined {
    const tag = this.#tag++ & 0xffff;
    const content = fields.flatMap(bytesOf);
    const header = [...bytesOf([4, 7 + content.length]), type, ...bytesOf([2, tag])];
    // Places in memory are used again.
    const request = { address: 0x8004_0000, length: 7 + content.length, isWritable: false };
    this.driver.memory.writeBytes(request.address, Uint8Array.from([...header, ...content]));
    const reply = { address: 0x8006_0000, length: room, isWritable: true };
    const written = this.driver.request(request, reply);
    if (written < 0) return undefined;
    const reader = new RequestReader(this.driver.bytes({ ...reply, length: written }));
    const length = reader.u32();
    const replyType = reader.u8();
    if (length !== written || reader.u16() !== tag)
      throw new Error('the reply is of another request, or another length');
    return { type: replyType, fields: reader, length };
  }

  /** The fields of a reply that is no error. */
  done(type: number, ...fields: readonly Field[]): RequestReader {
    const reply = this.ask(type, fields);
    if (reply?.type !== type + 1) throw new Error(`request ${type} has failed with ${reply?.fields.u32()}`);
    return reply.fields;
  }

  /** The number of the error that is answered; 0 for none. */
  error(type: number, ...fields: readonly Field[]): number {
    const reply = this.ask(type, fields)!;
    return reply.type === 7 ? reply.fields.u32() : 0;
  }
}
