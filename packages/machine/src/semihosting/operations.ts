/*
 * Source: Arm, "Semihosting for AArch32 and AArch64", release 2.0, "Semihosting operations", to whose numbers the RISC-V
 * Semihosting specification refers; what an operation answers where that leaves it open is QEMU's,
 * semihosting/arm-compat-semi.c. A block of parameters has fields of 64 bits.
 */
export const SYS_OPEN = 0x01;
export const SYS_CLOSE = 0x02;
export const SYS_WRITEC = 0x03;
export const SYS_WRITE0 = 0x04;
export const SYS_WRITE = 0x05;
export const SYS_READ = 0x06;
export const SYS_READC = 0x07;
export const SYS_ISERROR = 0x08;
export const SYS_ISTTY = 0x09;
export const SYS_SEEK = 0x0a;
export const SYS_FLEN = 0x0c;
export const SYS_TMPNAM = 0x0d;
export const SYS_REMOVE = 0x0e;
export const SYS_RENAME = 0x0f;
export const SYS_CLOCK = 0x10;
export const SYS_TIME = 0x11;
export const SYS_SYSTEM = 0x12;
export const SYS_ERRNO = 0x13;
export const SYS_GET_CMDLINE = 0x15;
export const SYS_HEAPINFO = 0x16;
export const SYS_EXIT = 0x18;
export const SYS_EXIT_EXTENDED = 0x20;
export const SYS_ELAPSED = 0x30;
export const SYS_TICKFREQ = 0x31;

/** The reason of an exit that the application wanted; its second parameter is the exit code. */
export const ADP_STOPPED_APPLICATION_EXIT = 0x2_0026n;
