/** The code of an error that the operating system reported, such as `ENOENT`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory; check the path',
  ENOTDIR: 'part of the path is not a directory; check the path',
  EISDIR: 'it is a directory; give a file',
  EACCES: 'it may not be opened; check its permissions',
  EPERM: 'it may not be opened; check its permissions',
  EROFS: 'its file system is read-only; choose another place',
  ENXIO: 'it is a socket, or a device that is not there; give a file',
  ETXTBSY: 'it is a program that runs; choose another file',
  ELOOP: 'its symbolic links go round in circles; check the path',
  ENAMETOOLONG: 'its name is too long; check the path',
  ENOSPC: 'no space is left on its device; make room or choose another place',
  EDQUOT: 'the disk quota is used up; make room or choose another place',
  EFBIG: 'it may not grow any further; raise the limit (ulimit -f) or choose another place',
  EIO: 'its device failed; look for the cause in the system log',
  EBADF: 'it is not open for that; check the redirection',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this host; close some',
  ENOMEM: 'the host is out of memory; free some',
};

/** Why the operating system refused something, and how to mend it: `there is no such file…; check the path (ENOENT)`. */
export const systemErrorInWords = (error: unknown): string => {
  const code = systemCode(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  const explanation = explanations[code];
  return explanation === undefined ? code : `${explanation} (${code})`;
};
