import { extension, fn } from './extension.ts';

/** Parameters of the two functions that move attributes through shared memory. */
const attributeRange = { channel_id: 'uint32_t', base_attribute_id: 'uint32_t', attribute_count: 'uint32_t' } as const;
/** Parameters of the two functions that send a message. */
const message = { channel_id: 'uint32_t', message_id: 'uint32_t', message_data_len: 'unsigned long' } as const;

/** Message Proxy. */
export const MPXY = extension(
  'MPXY',
  {
    get_shmem_size: fn(0, {}, [], 'sbi "Function: Get shared memory size (FID #0)"'),
    set_shmem: fn(
      1,
      { shmem_phys_lo: 'unsigned long', shmem_phys_hi: 'unsigned long', flags: 'unsigned long' },
      ['INVALID_PARAM', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Set shared memory (FID #1)"',
    ),
    get_channel_ids: fn(
      2,
      { start_index: 'uint32_t' },
      ['INVALID_PARAM', 'NO_SHMEM', 'DENIED', 'FAILED'],
      'sbi "Function: Get Channel IDs (FID #2)"',
    ),
    read_attributes: fn(
      3,
      attributeRange,
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'BAD_RANGE', 'NO_SHMEM', 'FAILED'],
      'sbi "Function: Read Channel Attributes (FID #3)"',
    ),
    write_attributes: fn(
      4,
      attributeRange,
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'BAD_RANGE', 'NO_SHMEM', 'DENIED', 'FAILED'],
      'sbi "Function: Write Channel Attributes (FID #4)"',
    ),
    send_message_with_response: fn(
      5,
      message,
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'NO_SHMEM', 'TIMEOUT', 'IO', 'FAILED'],
      'sbi "Function: Send Message with Response (FID #5)"',
    ),
    send_message_without_response: fn(
      6,
      message,
      ['INVALID_PARAM', 'NOT_SUPPORTED', 'NO_SHMEM', 'TIMEOUT', 'IO', 'FAILED'],
      'sbi "Function: Send Message without Response (FID #6)"',
    ),
    get_notification_events: fn(
      7,
      { channel_id: 'uint32_t' },
      ['NOT_SUPPORTED', 'NO_SHMEM', 'IO', 'FAILED'],
      'sbi "Function: Get Notifications (FID #7)"',
    ),
  },
  'sbi "Message Proxy Extension"',
);

/** The attributes that every channel has (sbi "Message Channel Attributes", table "MPXY Channel Attributes"). */
export const mpxyAttributes = {
  MSG_PROT_ID: 0x0,
  MSG_PROT_VERSION: 0x1,
  MSG_DATA_MAX_LEN: 0x2,
  MSG_SEND_TIMEOUT: 0x3,
  MSG_COMPLETION_TIMEOUT: 0x4,
  CHANNEL_CAPABILITY: 0x5,
  SSE_EVENT_ID: 0x6,
  MSI_CONTROL: 0x7,
  MSI_ADDR_LOW: 0x8,
  MSI_ADDR_HIGH: 0x9,
  MSI_DATA: 0xa,
  EVENTS_STATE_CONTROL: 0xb,
} as const;

/** The bits of CHANNEL_CAPABILITY (sbi "Message Channel Attributes", table "MPXY Channel Attributes"). */
export const mpxyCapabilities = {
  MSI: 1 << 0,
  SSE: 1 << 1,
  EVENTS_STATE: 1 << 2,
  SEND_WITH_RESPONSE: 1 << 3,
  SEND_WITHOUT_RESPONSE: 1 << 4,
  GET_NOTIFICATIONS: 1 << 5,
} as const;
