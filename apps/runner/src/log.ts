/** What `-d` can log, in QEMU's words. */
export const logItems = ['in_asm', 'exec', 'int'] as const;
