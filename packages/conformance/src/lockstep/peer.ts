/** Whom the program is compared with. */
export type Peer = 'Spike' | 'QEMU';

/** A mode in which snippets run. */
export type Mode = 'M' | 'HS' | 'U' | 'VS' | 'VU';
