import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `packages/machine/src/virtio/${name}.ts`;
const slot = at('virtio-mmio.test');
const block = at('block.test');
const fuzz = 'packages/conformance/src/fuzz/fuzz.test.ts';

/** What a guest may do to the queues of virtio, and what it is told. */
export const virtioMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('descriptor-chain'),
    [slot],
    [
      {
        id: 'B301',
        title: 'a buffer may lie anywhere',
        find: "if (!this.#memory.contains(address, length)) throw new BrokenQueue('a buffer lies outside RAM');",
        replace: '',
      },
      {
        id: 'B307',
        title: 'a descriptor may lie anywhere',
        find: "  if (!memory.contains(at, DESCRIPTOR_BYTES)) throw new BrokenQueue('a descriptor lies outside RAM');\n",
        replace: '',
        killedBy: [fuzz],
      },
      {
        id: 'B302',
        title: 'an indirect table may have another one in it',
        find: "if (table !== direct) throw new BrokenQueue('an indirect table has another one in it');",
        replace: '',
      },
      {
        id: 'B303',
        title: 'a buffer to read may stand behind one to write to',
        find: 'else if (this.#writable.length > 0)',
        replace: 'else if (this.#writable.length > 99)',
      },
      {
        id: 'B304',
        title: 'an indirect table begins where the direct one was left',
        find: '        index = 0;\n',
        replace: '',
      },
      {
        id: 'B305',
        title: 'what begins in the middle of a buffer has all of it',
        find: 'const part = Math.min(buffer.length - skipped, left);',
        replace: 'const part = Math.min(buffer.length, left);',
        killedBy: [block],
      },
      {
        id: 'B306',
        title: 'a table is as long as it likes',
        find: 'if ((index + 1) * DESCRIPTOR_BYTES > table.length) throw',
        replace: 'if ((index + 1) * DESCRIPTOR_BYTES > 2 * table.length) throw',
      },
    ],
  ),
  ...mutantsOf(
    at('split-queue'),
    [slot],
    [
      {
        id: 'B317',
        title: 'a ring may lie anywhere',
        find: "  if (!memory.contains(address, width)) throw new BrokenQueue('a ring lies outside RAM');\n",
        replace: '',
        killedBy: [fuzz],
      },
      {
        id: 'B311',
        title: 'more may be available than a queue has entries',
        find: 'if (count > size) throw',
        replace: 'if (count > 2 * size) throw',
      },
      {
        id: 'B313',
        title: 'the driver hears of what it asked for one too late',
        find: '((returned - event - 1) & 0xffff) <',
        replace: '((returned - event) & 0xffff) <',
      },
      {
        id: 'B314',
        title: 'what a driver does not want to hear it hears',
        find: 'return (get(memory, available, 0) & NO_INTERRUPT) === 0;',
        replace: 'return true;',
      },
      {
        id: 'B315',
        title: 'the old layout has its used ring right behind',
        find: 'used: ((end + alignment - 1n) / alignment) * alignment',
        replace: 'used: end',
      },
      {
        id: 'B316',
        title: 'the length is that of the chain before',
        find: 'put(memory, used, element + 4, 4, written);',
        replace: 'put(memory, used, element - 4, 4, written);',
      },
    ],
  ),
  ...mutantsOf(
    at('serve-queue'),
    [slot],
    [
      {
        id: 'B321',
        title: 'all is served at once',
        find: 'isNext() && bytes < BYTES_AT_ONCE',
        replace: 'isNext()',
      },
      {
        id: 'B324',
        title: 'a buffer for which the device has no use yet is taken',
        find: '(device.wants?.(index, negotiated) ?? true)',
        replace: 'true',
      },
      { id: 'B322', title: 'what is left is forgotten', find: 'isLeft: isNext()', replace: 'isLeft: false' },
      {
        id: 'B323',
        title: 'the driver is not asked for its next notification',
        find: 'if (byIndex && count > 0) askForNotification(memory, queue);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('virtio-mmio'),
    [slot],
    [
      {
        id: 'B300',
        title: 'a notification while the interrupt is high does not raise it again',
        find: '    this.#change({ interruptStatus: this.#state.interruptStatus | event });\n    this.#drive();',
        replace:
          '    if (this.#state.interruptStatus === event) return;\n    this.#change({ interruptStatus: this.#state.interruptStatus | event });\n    this.#drive();',
      },
      {
        id: 'B338',
        title: 'a read that goes over the end of a configuration space has what is before it',
        find: 'offset + width > configuration.length',
        replace: 'offset >= configuration.length',
      },
      {
        id: 'B331',
        title: 'a broken device goes on',
        find: '!queue?.ready || this.#state.isBroken) return;',
        replace: '!queue?.ready) return;',
      },
      {
        id: 'B332',
        title: 'a driver accepts what is not offered',
        find: '((low & ~this.#offered(0)) | (high & ~this.#offered(1))) !== 0',
        replace: 'false',
      },
      {
        id: 'B333',
        title: 'a device is not restored',
        find: '    this.#device?.restore(state.device);\n',
        replace: '',
      },
      {
        id: 'B334',
        title: 'an interrupt is acknowledged whole',
        find: 'interruptStatus: state.interruptStatus & ~value',
        replace: 'interruptStatus: state.interruptStatus | value',
      },
      {
        id: 'B336',
        title: 'what has come waits for the driver',
        find: 'if (ready && device.wants?.(index, negotiated)) this.#serve(index);',
        replace: 'if (ready && Number.isNaN(index)) this.#serve(index);',
      },
      {
        id: 'B337',
        title: 'what has come is given to a driver that is not ready',
        find: 'if ((this.#state.status & status.DRIVER_OK) === 0) return;',
        replace: '',
      },
      {
        id: 'B335',
        title: 'the driver is not told that its queue is broken',
        find: '      this.#raise(interrupt.CONFIGURATION);\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('queue-setup'),
    [slot],
    [
      {
        id: 'B341',
        title: 'a queue that is given up is not forgotten',
        find: 'if (value === 0) return { ...resetQueue(sizeMax), alignment: queue.alignment };',
        replace: 'if (value === 0) return { pageNumber: 0, ready: false };',
      },
      {
        id: 'B342',
        title: 'the upper half of an address takes the lower one away',
        find: '(BigInt(word) << 32n) | BigInt.asUintN(32, address)',
        replace: 'BigInt(word) << 32n',
      },
    ],
  ),
  ...mutantsOf(
    at('block'),
    [block],
    [
      {
        id: 'B351',
        title: 'a disk that is read only is written',
        find: 'if (this.#options.isReadOnly || !this.#has(sector, payload)) return',
        replace: 'if (!this.#has(sector, payload)) return',
      },
      {
        id: 'B352',
        title: 'half a sector is one',
        find: 'length > LONGEST || length % SECTOR !== 0',
        replace: 'length > LONGEST',
      },
      {
        id: 'B353',
        title: 'one sector more than there is',
        find: '<= BigInt(this.#disk.sectors);',
        replace: '<= BigInt(this.#disk.sectors + 1);',
      },
      {
        id: 'B354',
        title: 'flags of a discard do not count',
        find: '(flags & ~UNMAP) !== 0 || (kind === type.DISCARD && flags !== 0)',
        replace: '(flags & ~UNMAP) !== 0',
      },
      {
        id: 'B355',
        title: 'the status stands at the begin of the room',
        find: 'chain.write(room, Uint8Array.of(status));',
        replace: 'chain.write(0, Uint8Array.of(status));',
      },
      {
        id: 'B356',
        title: 'what a driver that does not flush writes may be lost',
        find: '(features & feature.FLUSH) === 0',
        replace: 'false',
      },
    ],
  ),
  ...mutantsOf(
    at('disk'),
    [block, at('disk.test')],
    [
      {
        id: 'B361',
        title: 'a page that a state has changes with the disk',
        find: 'const changed = new Uint8Array(this.#page(page));',
        replace: 'const changed = this.#page(page);',
      },
      { id: 'B362', title: 'what was written later stays', find: '    this.#written.clear();\n', replace: '' },
      {
        id: 'B363',
        title: 'a part of a page of zeros is all of it',
        find: 'if (count === pageBytes && this.#isHeld(page)) this.#written.set(page, zeros);',
        replace: 'if (this.#isHeld(page)) this.#written.set(page, zeros);',
      },
      {
        id: 'B369',
        title: 'zeros over zeros are held',
        find: 'if (areZeros(before.subarray(at, at + count))) return;',
        replace: '',
      },
      {
        id: 'B364',
        title: 'what the file keeps is held as well',
        find: "if (!this.#isHeld(page)) return void this.#written.set(page, 'kept');",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('console'),
    [at('console.test')],
    [
      {
        id: 'B371',
        title: 'input does not wait for the guest to open its port',
        find: 'const isOpen = (features & feature.MULTIPORT) === 0 ? port.number === 0 : this.#state.open.includes(port.number);',
        replace: 'const isOpen = true;',
      },
      {
        id: 'B372',
        title: 'messages that nobody takes are kept without end',
        find: 'if (this.#state.messages.length >= MOST_MESSAGES) return;',
        replace: '',
      },
      {
        id: 'B373',
        title: 'a reset loses what has come',
        find: 'this.#change({ messages: [], open: [] });',
        replace: 'this.#change({ messages: [], open: [], held: this.#ports.map(() => -1) });',
      },
    ],
  ),
  ...mutantsOf(
    at('nine-p/file-server'),
    [at('nine-p/nine-p.test')],
    [
      {
        id: 'B381',
        title: 'a name may be a path',
        find: "name === '' || name.includes('/') || name.includes('\\0')",
        replace: "name === ''",
      },
      {
        id: 'B382',
        title: 'a file is opened to be written',
        find: 'if ((flags & WRITES) !== 0) throw new FileError(errno.EROFS);',
        replace: '',
      },
      {
        id: 'B383',
        title: "entries come in the host's order",
        find: '.toSorted((a, b) => (a.name < b.name ? -1 : 1))',
        replace: '',
      },
      {
        id: 'B384',
        title: 'a restored device goes on in a directory that was listed since',
        find: 'if (anew || this.#listed?.path !== path) {',
        replace: 'if (anew || !this.#listed) {',
      },
      {
        id: 'B385',
        title: 'a walk that does not reach its end makes a fid',
        find: 'if (qids.length === count) {',
        replace: 'if (qids.length > 0) {',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/directory.ts',
    ['apps/runner/src/directory.test.ts'],
    [
      {
        id: 'B391',
        title: 'a link in the middle of a path is followed',
        find: 'return opened(place, O_DIRECTORY | O_NOFOLLOW, (next) => at(rest, next, use));',
        replace: 'return opened(place, O_DIRECTORY, (next) => at(rest, next, use));',
      },
      {
        id: 'B392',
        title: 'pipes and sockets are opened',
        find: 'if (!lstatSync(place).isFile()) throw new FileError(errno.ENXIO);',
        replace: '',
      },
    ],
  ),
];
