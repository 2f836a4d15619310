import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const mpxy = 'packages/see/src/mpxy/mpxy.test.ts';
const channels = 'packages/see/src/mpxy/channels.test.ts';

/** Message channels, and what they tell. */
export const mpxyMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/see/src/mpxy/mpxy.ts',
    [mpxy],
    [
      {
        id: 'X01',
        title: 'reserved flags of set_shmem are let pass',
        find: 'if (flags > OVERWRITE_RETURN)',
        replace: 'if (flags === 2n)',
      },
      {
        id: 'X02',
        title: 'OVERWRITE-RETURN tells the memory that has just been set',
        find: 'const { address: old } = this.#memory.shmems[index]!;\n    this.#share(index, shmem.address);',
        replace: 'this.#share(index, shmem.address);\n    const { address: old } = this.#memory.shmems[index]!;',
      },
      {
        id: 'X03',
        title: 'OVERWRITE writes into the new memory as well',
        find: ' && flags === OVERWRITE_RETURN',
        replace: '',
      },
      {
        id: 'X04',
        title: 'a stopped hart goes on sharing its page',
        find: 'this.#share(hart.index, undefined);',
        replace: '',
      },
      {
        id: 'X05',
        title: 'the index after the last channel is the only one refused',
        find: 'start_index > this.#channels.length',
        replace: 'start_index === this.#channels.length',
      },
      {
        id: 'X06',
        title: 'RETURNED and REMAINING have each other’s place',
        find: 'littleEndian([0, ids.length, ...ids])',
        replace: 'littleEndian([ids.length, 0, ...ids])',
      },
      {
        id: 'X07',
        title: 'a message may be longer than the channel’s longest',
        find: 'message_data_len > channel.MSG_DATA_MAX_LEN',
        replace: 'message_data_len > SHMEM_SIZE',
      },
      {
        id: 'X08',
        title: 'no attributes at all can be read',
        find: 'attribute_count === 0 || ',
        replace: '',
      },
      {
        id: 'X09',
        title: 'notifications begin where the header does',
        find: 'address + BigInt(eventsHeader)',
        replace: 'address',
        killedBy: [channels],
      },
      {
        id: 'X10',
        title: 'the header is written whether events state is enabled or not',
        find: 'if (state.eventsState) ',
        replace: '',
        killedBy: [channels],
      },
      {
        id: 'X11',
        title: 'a snapshot changes with what follows',
        find: '    this.#memory = { shmems, channels: channels.with(index, state) };',
        replace: '    (channels as ChannelState[])[index] = state;\n    this.#memory = { shmems, channels };',
      },
      {
        id: 'X12',
        title: 'the memory is asked for last',
        find: "    if (address === undefined) return err('NO_SHMEM');\n    const index",
        replace:
          "    if (address === undefined && channel_id < 3) return err('NO_SHMEM');\n    if (address === undefined) return err('NOT_SUPPORTED');\n    const index",
      },
      {
        id: 'X29',
        title: 'the response stays with the firmware',
        find: '    caller.memory.write(address, delivered.response);\n',
        replace: '',
      },
      {
        id: 'X13',
        title: 'the response is as long as the page',
        find: 'ok(BigInt(delivered.response.length))',
        replace: 'ok(BigInt(SHMEM_SIZE))',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/mpxy/channel-attributes.ts',
    [channels],
    [
      {
        id: 'X14',
        title: 'a range of attributes is written as far as it goes',
        find: "    if (!write) return err('BAD_RANGE');",
        replace: '    if (!write) continue;',
      },
      {
        id: 'X15',
        title: 'EVENTS_STATE_CONTROL takes any value',
        find: 'value <= 1 ? ',
        replace: 'value >= 0 ? ',
      },
      {
        id: 'X16',
        title: 'attributes past the last are read as nothing',
        find: 'first + count <= rows.length',
        replace: 'first < rows.length',
        killedBy: [mpxy],
      },
      {
        id: 'X17',
        title: 'a range that begins in the reserved one is only bad',
        find: "return err('INVALID_PARAM');\n    const [rows",
        replace: "return err('BAD_RANGE');\n    const [rows",
        killedBy: [mpxy],
      },
      {
        id: 'X18',
        title: 'every channel has all functions by its capabilities',
        find: 'sendWithResponse ? mpxyCapabilities.SEND_WITH_RESPONSE : 0',
        replace: 'sendWithoutResponse ? mpxyCapabilities.SEND_WITH_RESPONSE : 0',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/mpxy/echo-channel.ts',
    [channels],
    [
      {
        id: 'X19',
        title: 'what does not fit is lost when others are returned',
        find: 'const events = state.events.slice(taken.length);',
        replace: 'const events = state.events.slice(state.events.length);',
      },
      {
        id: 'X20',
        title: 'LOST counts before events state is enabled',
        find: 'return eventsState ? ',
        replace: 'return eventsState !== undefined ? ',
      },
      {
        id: 'X21',
        title: 'LOST is told again and again',
        find: 'state: { ...state, events, lost: 0 }',
        replace: 'state: { ...state, events }',
      },
      {
        id: 'X22',
        title: 'notifications are not padded to whole words',
        find: 'Math.ceil(data.length / 4) * 4',
        replace: 'data.length',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/mpxy/lab-channel.ts',
    [channels],
    [
      {
        id: 'X23',
        title: 'an unknown message to the lab is a phase',
        find: "    if (kind === undefined) return err('NOT_SUPPORTED');\n    mark({ hartid, kind,",
        replace: "    if (message_id > 9) return err('NOT_SUPPORTED');\n    mark({ hartid, kind: kind ?? 'phase',",
        killedBy: [mpxy],
      },
      {
        id: 'X24',
        title: 'a window ends where it begins',
        find: "1: 'window begins', 2: 'window ends'",
        replace: "1: 'window ends', 2: 'window begins'",
      },
    ],
  ),
  ...mutantsOf(
    'packages/lab/src/window-borders.ts',
    ['packages/lab/src/window-borders.test.ts'],
    [
      {
        id: 'X25',
        title: 'a sweep ends where its handler marks an end',
        find: 'if (!this.#goesOn || ',
        replace: 'if (',
      },
      {
        id: 'X26',
        title: 'any window begins a sweep',
        find: ' && mark.name === place.name',
        replace: '',
      },
      {
        id: 'X28',
        title: 'marks of other harts count for the one that is swept',
        find: ' || hartid !== this.#hartid',
        replace: ' || hartid < 0n',
      },
    ],
  ),
  ...mutantsOf(
    'apps/runner/src/marks.ts',
    ['apps/runner/src/marks.test.ts'],
    [
      {
        id: 'X27',
        title: 'a name writes control characters to the terminal',
        find: '/[^ -~]|["\\\\]/g',
        replace: '/["\\\\]/g',
      },
    ],
  ),
];
